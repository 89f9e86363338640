using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <content>Which rows are in the bag.</content>
internal sealed unsafe partial class RowPartition
{
    /// <summary>Puts every training row into the bag.</summary>
    public void TakeAll()
    {
        for (int row = 0; row < allRows; row++)
            order[row] = row;
        (Bag, Riders) = (new RowRange(0, trainingRows), new RowRange(trainingRows, allRows));
    }

    /// <summary>Puts each training row into the bag with the given chance, at least one.</summary>
    /// <param name="chance">The chance, to 2⁻³².</param>
    /// <param name="random">The draws.</param>
    public void Draw(double chance, RandomStream random)
    {
        ulong limit = (ulong)(chance * (1UL << 32));
        Span<uint> draws = stackalloc uint[16];
        (int bag, int riders) = (0, 0);
        for (int begin = 0; begin < trainingRows; begin += draws.Length)
        {
            Span<ulong> bits = MemoryMarshal.Cast<uint, ulong>(draws);
            for (int i = 0; i < bits.Length; i++)
                bits[i] = random.NextBits();
            if (width == VectorWidth.Bits512 && Avx512F.IsSupported && begin + draws.Length <= trainingRows)
            {
                Vector512<int> row = Vector512.Create(begin) + Vector512<int>.Indices;
                Vector512<int> taken = Vector512.LessThan(Vector512.Create<uint>(draws), Vector512.Create((uint)limit)).AsInt32();
                int count = BitOperations.PopCount(taken.ExtractMostSignificantBits());
                Avx512F.Compress(Vector512<int>.Zero, taken, row).CopyTo(order, bag);
                Avx512F.Compress(Vector512<int>.Zero, ~taken, row).CopyTo(spill, riders);
                (bag, riders) = (bag + count, riders + draws.Length - count);
                continue;
            }

            for (int i = 0; i < draws.Length && begin + i < trainingRows; i++)
            {
                int taken = draws[i] < limit ? 1 : 0;
                (order[bag], spill[riders]) = (begin + i, begin + i);
                (bag, riders) = (bag + taken, riders + 1 - taken);
            }
        }

        if (bag == 0)
            (order[0], bag) = (random.NextInt(trainingRows), 1);
        int end = bag;
        if (bag > 1)
        {
            spill.AsSpan(0, riders).CopyTo(order.AsSpan(bag));
            end += riders;
        }
        else
        {
            foreach (int row in spill.AsSpan(0, riders))
            {
                if (row != order[0])
                    order[end++] = row;
            }
        }

        for (int row = trainingRows; row < allRows; row++)
            order[end++] = row;
        (Bag, Riders) = (new RowRange(0, bag), new RowRange(bag, end));
    }
}
