namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>Rows of numbers, each padded to whole vectors.</summary>
internal sealed unsafe class RowBuffer(FloatBuffer buffer, int columns)
{
    /// <summary>Zeros.</summary>
    public RowBuffer(int rows, int columns)
        : this(new FloatBuffer(rows * Padding.Columns(columns)), columns)
    {
    }

    /// <summary>Numbers in a row.</summary>
    public int Columns => columns;

    /// <summary>From a row to the next.</summary>
    public int Stride { get; } = Padding.Columns(columns);

    /// <summary>The first number.</summary>
    public float* Pointer => buffer.Pointer;

    /// <summary>A row, without its padding.</summary>
    public Span<float> Row(int row) => buffer.Span.Slice(row * Stride, columns);

    /// <summary>A row with its padding.</summary>
    public Span<float> Whole(int row) => buffer.Span.Slice(row * Stride, Stride);

    /// <summary>All rows with their padding.</summary>
    public Span<float> All => buffer.Span;
}
