using System.Numerics;

namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>
/// Memory for the trades of many logs at a time, which is used again and again: made anew for each log, it was what the garbage
/// collector and the page faults of a short run were mostly about.
/// </summary>
/// <remarks>Not for several threads.</remarks>
internal sealed class TradeMemory
{
    // Half a megabyte, and the least that a log gets.
    private const int SlabSize = 1 << 15;
    private const int LeastRoom = 64;

    private readonly List<LoggedTrade[]> slabs = [];
    private readonly List<ArraySegment<LoggedTrade>>[] returned = new List<ArraySegment<LoggedTrade>>[32];
    private int slab;
    private int used;

    /// <summary>Forgets what was given out, and gives it to others from now on.</summary>
    public void Clear()
    {
        (slab, used) = (0, 0);
        foreach (List<ArraySegment<LoggedTrade>>? ofSize in returned)
            ofSize?.Clear();
    }

    /// <summary>Room for at least so many trades, with anything in it.</summary>
    public ArraySegment<LoggedTrade> Take(int least)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(least, LeastRoom));
        if (size > SlabSize)
            return GC.AllocateUninitializedArray<LoggedTrade>(size);
        List<ArraySegment<LoggedTrade>>? spare = returned[BitOperations.Log2((uint)size)];
        if (spare is { Count: > 0 })
        {
            ArraySegment<LoggedTrade> last = spare[^1];
            spare.RemoveAt(spare.Count - 1);
            return last;
        }

        if (slabs.Count > 0 && used + size > slabs[slab].Length)
            (slab, used) = (slab + 1, 0);
        if (slab == slabs.Count)
            slabs.Add(GC.AllocateUninitializedArray<LoggedTrade>(SlabSize));
        used += size;
        return new ArraySegment<LoggedTrade>(slabs[slab], used - size, size);
    }

    /// <summary>Takes back what <see cref="Take"/> gave.</summary>
    public void Return(ArraySegment<LoggedTrade> room)
    {
        if (room.Count is >= LeastRoom and <= SlabSize)
            (returned[BitOperations.Log2((uint)room.Count)] ??= []).Add(room);
    }
}
