using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>
/// Typed rows in memory as they stand in a file: fixed-width rows, and beside them the texts that their cells point to. A million
/// trials go through here, so nothing is allocated per row.
/// </summary>
/// <remarks>Numbers are little-endian, as on every processor this runs on. Not safe for several threads.</remarks>
internal sealed class RowBlock(RowSchema schema)
{
    private const long NoText = -1;

    private readonly RowTexts texts = new();
    private byte[] rows = new byte[16 * schema.RowLength];

    /// <summary>The columns.</summary>
    public RowSchema Schema => schema;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The rows as bytes.</summary>
    public ReadOnlySpan<byte> RowBytes => rows.AsSpan(0, Count * schema.RowLength);

    /// <summary>The texts as bytes.</summary>
    public ReadOnlySpan<byte> TextBytes => texts.Bytes;

    /// <summary>Starts again, with the same memory.</summary>
    public void Clear()
    {
        Count = 0;
        texts.Clear();
    }

    /// <summary>Adds a row.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="state">How it ended.</param>
    /// <param name="step">The step at which a pruner stopped it; 0 otherwise.</param>
    /// <param name="score">Its ranking score; NaN where it failed.</param>
    /// <param name="values">Its values; inactive parameters are absent.</param>
    /// <param name="failure">Why it failed, or null.</param>
    /// <returns>The row's numbers, to be filled: they hold anything.</returns>
    public Span<double> Add(long trial, TrialOutcome state, int step, double score, ParameterSet values, string? failure)
    {
        Span<byte> row = Append();
        BinaryPrimitives.WriteInt64LittleEndian(row[RowSchema.TrialAt..], trial);
        BinaryPrimitives.WriteDoubleLittleEndian(row[RowSchema.ScoreAt..], score);
        BinaryPrimitives.WriteInt64LittleEndian(row[RowSchema.FailureAt..], failure is null ? NoText : texts.Add(failure));
        BinaryPrimitives.WriteInt32LittleEndian(row[RowSchema.StepAt..], step);
        row[RowSchema.StateAt] = (byte)state;
        // The bytes between the kinds and the values are part of the checksum.
        row[RowSchema.KindsAt..schema.ValuesAt].Clear();
        bool all = ReferenceEquals(values.Names, schema.Names);
        for (int i = 0; i < schema.Names.Length; i++)
        {
            ParameterValue value = default;
            bool has = true;
            if (all)
                value = values.Values[i];
            else
                has = values.TryGet(schema.Names[i], out value);
            row[RowSchema.KindsAt + i] = has ? (byte)(value.Kind + 1) : (byte)0;
            BinaryPrimitives.WriteInt64LittleEndian(row[(schema.ValuesAt + (8 * i))..], has ? BitsOf(value) : 0);
        }

        return MemoryMarshal.Cast<byte, double>(row[schema.NumbersAt..]);
    }

    /// <summary>Adds a row of another block with the same columns.</summary>
    public void Copy(RowBlock other, int index)
    {
        Span<byte> row = Append();
        other.RowAt(index).CopyTo(row);
        if (other.texts.Bytes.Length == 0)
            return;
        Move(other, row[RowSchema.FailureAt..]);
        for (int i = 0; i < schema.Names.Length; i++)
        {
            if (row[RowSchema.KindsAt + i] - 1 is (int)ParameterKind.Text or (int)ParameterKind.Json)
                Move(other, row[(schema.ValuesAt + (8 * i))..]);
        }
    }

    /// <summary>Takes rows over that were read from a file.</summary>
    /// <param name="count">How many.</param>
    /// <param name="textLength">The bytes of their texts.</param>
    /// <param name="rowTarget">Gets the bytes of the rows.</param>
    /// <param name="textTarget">Gets those of the texts.</param>
    public void Load(int count, int textLength, out Span<byte> rowTarget, out Span<byte> textTarget)
    {
        int length = count * schema.RowLength;
        if (rows.Length < length)
            rows = new byte[length];
        Count = count;
        rowTarget = rows.AsSpan(0, length);
        textTarget = texts.Load(textLength);
    }

    /// <summary>A row's trial.</summary>
    public long Trial(int row) => BinaryPrimitives.ReadInt64LittleEndian(RowAt(row)[RowSchema.TrialAt..]);

    /// <summary>A row's ranking score.</summary>
    public double Score(int row) => BinaryPrimitives.ReadDoubleLittleEndian(RowAt(row)[RowSchema.ScoreAt..]);

    /// <summary>How a row's trial ended.</summary>
    public TrialOutcome State(int row) => (TrialOutcome)RowAt(row)[RowSchema.StateAt];

    /// <summary>The step at which a pruner stopped a row's trial; 0 where none did.</summary>
    public int Step(int row) => BinaryPrimitives.ReadInt32LittleEndian(RowAt(row)[RowSchema.StepAt..]);

    /// <summary>Why a row's trial failed, or null.</summary>
    public string? Failure(int row) =>
        BinaryPrimitives.ReadInt64LittleEndian(RowAt(row)[RowSchema.FailureAt..]) is var place and not NoText ? texts.At(place) : null;

    /// <summary>A row's scores and metrics.</summary>
    public ReadOnlySpan<double> Numbers(int row) => MemoryMarshal.Cast<byte, double>(RowAt(row)[schema.NumbersAt..]);

    /// <summary>A row's value of a parameter; false where it is inactive.</summary>
    public bool TryGetValue(int row, int parameter, out ParameterValue value)
    {
        ReadOnlySpan<byte> bytes = RowAt(row);
        int kind = bytes[RowSchema.KindsAt + parameter] - 1;
        long bits = BinaryPrimitives.ReadInt64LittleEndian(bytes[(schema.ValuesAt + (8 * parameter))..]);
        value = (ParameterKind)kind switch
        {
            ParameterKind.Boolean => ParameterValue.Of(bits != 0),
            ParameterKind.Integer => ParameterValue.Of(bits),
            ParameterKind.Float => ParameterValue.Of(BitConverter.Int64BitsToDouble(bits)),
            ParameterKind.Text => ParameterValue.Of(texts.At(bits)),
            ParameterKind.Json => ParameterValue.OfJson(texts.At(bits)),
            _ => default,
        };
        return kind >= 0;
    }

    private long BitsOf(ParameterValue value) => value.Kind switch
    {
        ParameterKind.Boolean => value.AsBoolean() ? 1 : 0,
        ParameterKind.Integer => value.AsInteger(),
        ParameterKind.Float => BitConverter.DoubleToInt64Bits(value.AsDouble()),
        ParameterKind.Null => 0,
        _ => texts.Add(value.ToString()),
    };

    private void Move(RowBlock from, Span<byte> cell)
    {
        if (BinaryPrimitives.ReadInt64LittleEndian(cell) is var place and not NoText)
            BinaryPrimitives.WriteInt64LittleEndian(cell, texts.Add(from.texts.At(place)));
    }

    private Span<byte> Append()
    {
        int at = Count * schema.RowLength;
        if (rows.Length - at < schema.RowLength)
            Array.Resize(ref rows, (int)Math.Min(Array.MaxLength, Math.Max(2L * rows.Length, at + schema.RowLength)));
        Count++;
        return rows.AsSpan(at, schema.RowLength);
    }

    private ReadOnlySpan<byte> RowAt(int row) => rows.AsSpan(row * schema.RowLength, schema.RowLength);
}
