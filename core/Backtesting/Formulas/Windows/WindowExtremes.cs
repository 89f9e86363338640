using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Formulas.Windows;

/// <summary>Highest and lowest of the last bars, in constant time per bar: a queue of values that no later one beats.</summary>
internal static class WindowExtremes
{
    /// <summary>The highest of each window. NaN where a value of the window is.</summary>
    public static double[] Highest(double[] values, int window) => Values(values, Indices(values, window, 1));

    /// <summary>The lowest of each window. NaN where a value of the window is.</summary>
    public static double[] Lowest(double[] values, int window) => Values(values, Indices(values, window, -1));

    /// <summary>
    /// Where the highest (<paramref name="sign"/> 1) or lowest (−1) of each window stands, the latest of equals; −1 where a value of the
    /// window is NaN or before the first bar.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] Indices(double[] values, int window, int sign)
    {
        int[] result = GC.AllocateUninitializedArray<int>(values.Length);
        int[] queue = GC.AllocateUninitializedArray<int>(values.Length);
        int head = 0, tail = 0, start = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            if (double.IsNaN(value))
            {
                (head, tail, start) = (0, 0, i + 1);
                result[i] = -1;
                continue;
            }

            if (head < tail && queue[head] <= i - window)
                head++;
            while (head < tail && sign * values[queue[tail - 1]] <= sign * value)
                tail--;
            queue[tail++] = i;
            result[i] = i - start + 1 >= window ? queue[head] : -1;
        }

        return result;
    }

    private static double[] Values(double[] values, int[] indices)
    {
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        for (int i = 0; i < result.Length; i++)
            result[i] = indices[i] < 0 ? double.NaN : values[indices[i]];
        return result;
    }
}
