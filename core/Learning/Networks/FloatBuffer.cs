namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>
/// Numbers of single precision at an address that is a multiple of 64 and never moves. Whoever uses <see cref="Pointer"/> keeps the buffer
/// alive meanwhile.
/// </summary>
internal sealed unsafe class FloatBuffer
{
    private const int Alignment = 64;
    private readonly float[] array;

    /// <summary>Zeros.</summary>
    /// <param name="count">How many.</param>
    public FloatBuffer(int count)
    {
        Count = count;
        array = GC.AllocateArray<float>(count + (Alignment / sizeof(float)), pinned: true);
        fixed (float* start = array)
            Pointer = (float*)(((nint)start + Alignment - 1) & -Alignment);
    }

    /// <summary>How many numbers there are.</summary>
    public int Count { get; }

    /// <summary>The first of them.</summary>
    public float* Pointer { get; }

    /// <summary>All of them.</summary>
    public Span<float> Span => array.AsSpan((int)(Pointer - (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref array[0])), Count);

    /// <summary>A copy.</summary>
    public FloatBuffer Clone()
    {
        var copy = new FloatBuffer(Count);
        Span.CopyTo(copy.Span);
        return copy;
    }
}
