using System.Runtime.InteropServices;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>Writes the state of a training, little-endian, so that it goes on elsewhere with the same bits.</summary>
internal sealed class StateWriter : IDisposable
{
    private readonly BinaryWriter writer = new(new MemoryStream());

    /// <summary>What was written.</summary>
    public byte[] ToArray()
    {
        writer.Flush();
        return ((MemoryStream)writer.BaseStream).ToArray();
    }

    /// <summary>Writes a whole number.</summary>
    public void Write(long value) => writer.Write(value);

    /// <summary>Writes a number.</summary>
    public void Write(double value) => writer.Write(value);

    /// <summary>Writes a truth.</summary>
    public void Write(bool value) => writer.Write(value);

    /// <summary>Writes numbers or streams of random numbers; how many, the reader knows.</summary>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(values));

    /// <summary>The same.</summary>
    public void Write<T>(Span<T> values)
        where T : unmanaged => Write((ReadOnlySpan<T>)values);

    /// <summary>Writes a value without references.</summary>
    public void WriteOne<T>(in T value)
        where T : unmanaged => Write(MemoryMarshal.CreateReadOnlySpan(in value, 1));

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();
}
