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
    // Makes a number of a window: its sum, the sum with weights 1, 2, … from the oldest, and its length.
    private interface IFinish
    {
        static abstract bool IsWeighted { get; }

        static abstract double Of(DoubleDouble sum, DoubleDouble weighted, int window);
    }

    /// <summary>Sums.</summary>
    public static double[] Sum(double[] values, int window) => Of<SumOfWindow>(values, window);

    /// <summary>Means.</summary>
    public static double[] Mean(double[] values, int window) => Of<MeanOfWindow>(values, window);

    /// <summary>Means with weights 1, 2, … from the oldest to the newest.</summary>
    public static double[] WeightedMean(double[] values, int window) => Of<WeightedMeanOfWindow>(values, window);

    /// <summary>Slopes of the least-squares lines, per bar. NaN for a window of one.</summary>
    public static double[] Slope(double[] values, int window) => Of<SlopeOfWindow>(values, window);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Of<T>(double[] values, int window)
        where T : struct, IFinish
    {
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        int undefined = Math.Min(window - 1, values.Length);
        result.AsSpan(0, undefined).Fill(double.NaN);
        if (undefined == values.Length)
            return result;

        // Of the block before: sums from an index to the block's end, plain and with weights 1, 2, … from that index.
        var tails = new DoubleDouble[window];
        DoubleDouble[] weightedTails = T.IsWeighted ? new DoubleDouble[window] : [];
        for (int start = 0; start < values.Length; start += window)
        {
            if (start > 0)
                SumTails<T>(values.AsSpan(start - window, window), tails, weightedTails);
            DoubleDouble head = default, weightedHead = default;
            for (int i = start; i < Math.Min(start + window, values.Length); i++)
            {
                double value = values[i];
                int length = i - start + 1;
                head += value;
                if (T.IsWeighted)
                    weightedHead += new DoubleDouble(value, 0) * length;
                if (i < undefined)
                    continue;
                if (length == window)
                    result[i] = T.Of(head, weightedHead, window);
                else if (T.IsWeighted)
                    result[i] = T.Of(tails[length] + head, weightedTails[length] + (weightedHead + (head * (window - length))), window);
                else
                    result[i] = T.Of(tails[length] + head, default, window);
            }
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumTails<T>(ReadOnlySpan<double> block, DoubleDouble[] tails, DoubleDouble[] weightedTails)
        where T : struct, IFinish
    {
        DoubleDouble sum = default, weighted = default;
        for (int i = block.Length - 1; i >= 0; i--)
        {
            sum += block[i];
            tails[i] = sum;
            if (T.IsWeighted)
                weightedTails[i] = weighted += sum;
        }
    }

    private readonly struct SumOfWindow : IFinish
    {
        public static bool IsWeighted => false;

        public static double Of(DoubleDouble sum, DoubleDouble weighted, int window) => sum.High;
    }

    private readonly struct MeanOfWindow : IFinish
    {
        public static bool IsWeighted => false;

        public static double Of(DoubleDouble sum, DoubleDouble weighted, int window) => sum.DividedBy(window);
    }

    private readonly struct WeightedMeanOfWindow : IFinish
    {
        public static bool IsWeighted => true;

        public static double Of(DoubleDouble sum, DoubleDouble weighted, int window) => weighted.DividedBy(0.5 * window * (window + 1.0));
    }

    private readonly struct SlopeOfWindow : IFinish
    {
        public static bool IsWeighted => true;

        // The sum of squared distances from the middle of the window is n (n² − 1) / 12.
        public static double Of(DoubleDouble sum, DoubleDouble weighted, int window) =>
            (weighted + (sum * (-0.5 * (window + 1.0)))).DividedBy(window * (((double)window * window) - 1) / 12);
    }
}
