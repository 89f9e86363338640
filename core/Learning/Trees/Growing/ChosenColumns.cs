using System.Runtime.Intrinsics;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>The columns that a tree sees, their bins copied together so that histograms read nothing else.</summary>
internal sealed class ChosenColumns
{
    private readonly BinnedTable data;
    private byte[]? copy;

    /// <summary>Sees all columns.</summary>
    public ChosenColumns(BinnedTable data)
    {
        this.data = data;
        (Features, Bins, Stride) = ([.. Enumerable.Range(0, data.Features.Length)], data.RowMajor, data.Stride);
    }

    /// <summary>The chosen features, ascending.</summary>
    public int[] Features { get; private set; }

    /// <summary>Their bins by row.</summary>
    public byte[] Bins { get; private set; }

    /// <summary>Bytes from a row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>How many of so many columns a share is.</summary>
    public static int CountOf(int columns, double share, BoosterKind kind)
    {
        double count = columns * share;
        return Math.Max(1, (int)(kind == BoosterKind.XGBoost ? Math.Floor(count) : Math.Round(count, MidpointRounding.AwayFromZero)));
    }

    /// <summary>Draws columns without replacement.</summary>
    public void Draw(int count, RandomStream random)
    {
        int columns = data.Features.Length;
        if (count == columns)
            return;
        int[] all = [.. Enumerable.Range(0, columns)];
        for (int i = 0; i < count; i++)
        {
            int other = i + random.NextInt(columns - i);
            (all[i], all[other]) = (all[other], all[i]);
        }

        Features = all[..count];
        Array.Sort(Features);
        Stride = (count + 15) & ~15;
        Bins = copy ??= new byte[((long)data.TrainingRows * Stride) + BinnedTable.Padding];
        for (int block = 0; block < Stride; block += 16)
            CopyBlock(block);
    }

    // Sixteen chosen columns come from a few blocks of sixteen columns: each is shuffled into place, and they are combined.
    private unsafe void CopyBlock(int block)
    {
        ReadOnlySpan<int> chosen = Features.AsSpan(block, Math.Min(16, Features.Length - block));
        int first = chosen[0] / 16, sources = (chosen[^1] / 16) - first + 1;
        var masks = new Vector128<byte>[sources];
        Span<byte> mask = stackalloc byte[16];
        for (int source = 0; source < sources; source++)
        {
            mask.Fill(255);
            for (int i = 0; i < chosen.Length; i++)
            {
                if (chosen[i] / 16 == first + source)
                    mask[i] = (byte)(chosen[i] % 16);
            }

            masks[source] = Vector128.Create<byte>(mask);
        }

        fixed (byte* from = data.RowMajor, to = Bins)
        {
            byte* read = from + (first * 16), write = to + block;
            if (sources <= 2)
            {
                Vector128<byte> low = masks[0], high = masks[^1];
                int second = (sources - 1) * 16;
                for (int row = 0; row < data.TrainingRows; row++, read += data.Stride, write += Stride)
                    (Vector128.Shuffle(Vector128.Load(read), low) | Vector128.Shuffle(Vector128.Load(read + second), high)).Store(write);
                return;
            }

            for (int row = 0; row < data.TrainingRows; row++, read += data.Stride, write += Stride)
            {
                Vector128<byte> bins = Vector128<byte>.Zero;
                for (int source = 0; source < sources; source++)
                    bins |= Vector128.Shuffle(Vector128.Load(read + (16 * source)), masks[source]);
                bins.Store(write);
            }
        }
    }
}
