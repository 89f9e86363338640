using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Formulas.Windows;

/// <summary>Sums over the last bars, in constant time per bar.</summary>
/// <remarks>
/// Bars are cut into blocks as long as the window. A window is the end of one block and the start of the next: a sum from the
/// back of the one and a sum from the front of the other. So a sum is made of the window's own values alone, and nothing that
/// went before, nor a NaN in it, leaves a trace. Sums have 106 bits: those of prices are exact, and equal means compare equal.
/// </remarks>
internal static class WindowSums
{
    /// <summary>Makes a number of a window: its sum, the sum with weights 1, 2, … from the oldest, and its length.</summary>
    public delegate double Finish(DoubleDouble sum, DoubleDouble weighted, int window);

    /// <summary>Sums.</summary>
    public static double[] Sum(double[] values, int window) => Of(values, window, static (sum, _, _) => sum.High);

    /// <summary>Means.</summary>
    public static double[] Mean(double[] values, int window) => Of(values, window, static (sum, _, n) => sum.DividedBy(n));

    /// <summary>Means with weights 1, 2, … from the oldest to the newest.</summary>
    public static double[] WeightedMean(double[] values, int window) =>
        Of(values, window, static (_, weighted, n) => weighted.DividedBy(0.5 * n * (n + 1.0)));

    /// <summary>Slopes of the least-squares lines, per bar. NaN for a window of one.</summary>
    public static double[] Slope(double[] values, int window) => Of(
        values,
        window,
        static (sum, weighted, n) => (weighted + (sum * (-0.5 * (n + 1.0)))).DividedBy(n * (((double)n * n) - 1) / 12));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Of(double[] values, int window, Finish finish)
    {
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        int undefined = Math.Min(window - 1, values.Length);
        result.AsSpan(0, undefined).Fill(double.NaN);
        if (undefined == values.Length)
            return result;

        // Of the block before: sums from an index to the block's end, plain and with weights 1, 2, … from that index.
        var tails = new DoubleDouble[window];
        var weightedTails = new DoubleDouble[window];
        for (int start = 0; start < values.Length; start += window)
        {
            if (start > 0)
                SumTails(values.AsSpan(start - window, window), tails, weightedTails);
            DoubleDouble head = default, weightedHead = default;
            for (int i = start; i < Math.Min(start + window, values.Length); i++)
            {
                double value = values[i];
                int length = i - start + 1;
                head += value;
                weightedHead += new DoubleDouble(value, 0) * length;
                if (i < undefined)
                    continue;
                if (length == window)
                {
                    result[i] = finish(head, weightedHead, window);
                    continue;
                }

                result[i] = finish(tails[length] + head, weightedTails[length] + (weightedHead + (head * (window - length))), window);
            }
        }

        return result;
    }

    private static void SumTails(ReadOnlySpan<double> block, DoubleDouble[] tails, DoubleDouble[] weightedTails)
    {
        DoubleDouble sum = default, weighted = default;
        for (int i = block.Length - 1; i >= 0; i--)
        {
            sum += block[i];
            weighted += sum;
            (tails[i], weightedTails[i]) = (sum, weighted);
        }
    }
}
