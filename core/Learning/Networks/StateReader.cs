using System.Runtime.InteropServices;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>Reads what <see cref="StateWriter"/> has written, in the same order.</summary>
/// <param name="content">The content.</param>
internal sealed class StateReader(byte[] content)
{
    private int at;

    /// <summary>A whole number.</summary>
    public long Integer() => One<long>();

    /// <summary>A number.</summary>
    public double Double() => One<double>();

    /// <summary>A truth.</summary>
    public bool Boolean() => One<byte>() != 0;

    /// <summary>A value without references.</summary>
    public T One<T>()
        where T : unmanaged
    {
        T value = default;
        Read(new Span<T>(ref value));
        return value;
    }

    /// <summary>Fills numbers.</summary>
    /// <exception cref="FormatException">There are not so many.</exception>
    public void Read<T>(Span<T> values)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        if (bytes.Length > content.Length - at)
            throw new FormatException("The state of a training ends early.");
        content.AsSpan(at, bytes.Length).CopyTo(bytes);
        at += bytes.Length;
    }
}
