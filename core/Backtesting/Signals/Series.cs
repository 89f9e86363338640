using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>
/// The formulas of the indicators. All are causal: the value at index t uses values up to t only. All are NaN before they
/// are defined.
/// </summary>
public static class Series
{
    /// <summary>Integers as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double[] ToDoubles(int[] values, int count)
    {
        double[] result = GC.AllocateUninitializedArray<double>(count);
        for (int i = 0; i < count; i++)
            result[i] = values[i];
        return result;
    }

    /// <summary>
    /// Exponential moving average with factor 2 / (window + 1), started with the simple average of the first
    /// <paramref name="window"/> defined values. Leading NaN values are skipped.
    /// </summary>
    public static double[] Ema(ReadOnlySpan<double> values, int window) => Smooth(values, window, 2.0 / (window + 1.0));

    /// <summary>
    /// Wilder's smoothing: as <see cref="Ema"/>, with factor 1 / window.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Wilder(ReadOnlySpan<double> values, int window)
    {
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        int first = Seed(values, window, result, out double average);
        for (int i = first; i < values.Length; i++)
        {
            average = ((average * (window - 1)) + values[i]) / window;
            result[i] = average;
        }

        return result;
    }

    /// <summary>
    /// Relative strength index after J. W. Wilder, <i>New Concepts in Technical Trading Systems</i> (1978):
    /// 100 − 100 / (1 + average gain / average loss), both averages by Wilder's smoothing. First defined at index
    /// <paramref name="period"/>. 100 where there was no loss, and 50 where the price never moved.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Rsi(ReadOnlySpan<double> closes, int period)
    {
        double[] result = GC.AllocateUninitializedArray<double>(closes.Length);
        result.AsSpan(0, Math.Min(period, closes.Length)).Fill(double.NaN);
        if (closes.Length <= period)
            return result;
        double gain = 0, loss = 0;
        for (int i = 1; i < closes.Length; i++)
        {
            double change = closes[i] - closes[i - 1];
            double up = Math.Max(change, 0);
            double down = Math.Max(-change, 0);
            if (i <= period)
            {
                gain += up;
                loss += down;
                if (i < period)
                    continue;
                gain /= period;
                loss /= period;
            }
            else
            {
                gain = ((gain * (period - 1)) + up) / period;
                loss = ((loss * (period - 1)) + down) / period;
            }

            result[i] = gain + loss > 0 ? 100 - (100 / (1 + (gain / loss))) : 50;
        }

        return result;
    }

    /// <summary>
    /// Average true range after Wilder (1978): true ranges smoothed by Wilder's smoothing; the first bar's true range is
    /// high − low. First defined at index <paramref name="period"/> − 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Atr(ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, int period)
    {
        double[] ranges = GC.AllocateUninitializedArray<double>(high.Length);
        for (int i = 0; i < ranges.Length; i++)
        {
            double top = i == 0 ? high[i] : Math.Max(high[i], close[i - 1]);
            double bottom = i == 0 ? low[i] : Math.Min(low[i], close[i - 1]);
            ranges[i] = top - bottom;
        }

        return Wilder(ranges, period);
    }

    /// <summary>Population standard deviation of the last <paramref name="window"/> values around their given mean.</summary>
    /// <remarks>
    /// Two passes over every window, several windows at a time; the order of summation does not depend on the width of vectors.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] StandardDeviation(ReadOnlySpan<double> values, ReadOnlySpan<double> means, int window)
    {
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        int first = Math.Min(window - 1, values.Length);
        result.AsSpan(0, first).Fill(double.NaN);
        int i = first;
        for (; i + Vector<double>.Count <= values.Length; i += Vector<double>.Count)
        {
            var mean = new Vector<double>(means[i..]);
            Vector<double> sum = Vector<double>.Zero;
            for (int lag = window - 1; lag >= 0; lag--)
            {
                Vector<double> deviation = new Vector<double>(values[(i - lag)..]) - mean;
                sum += deviation * deviation;
            }

            Vector.SquareRoot(sum / new Vector<double>(window)).CopyTo(result, i);
        }

        for (; i < values.Length; i++)
        {
            double sum = 0;
            for (int lag = window - 1; lag >= 0; lag--)
            {
                double deviation = values[i - lag] - means[i];
                sum += deviation * deviation;
            }

            result[i] = Math.Sqrt(sum / window);
        }

        return result;
    }

    /// <summary>
    /// The highest (or, with <paramref name="lowest"/>, the lowest) of the <paramref name="window"/> values before each
    /// index, itself excluded. First defined at index <paramref name="window"/>.
    /// </summary>
    /// <remarks>In constant time per value, by a queue of candidates that no later value beats.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double[] Extreme(int[] values, int count, int window, bool lowest)
    {
        double[] result = GC.AllocateUninitializedArray<double>(count);
        int[] queue = new int[count];
        int sign = lowest ? -1 : 1;
        int head = 0, tail = 0;
        for (int i = 0; i < count; i++)
        {
            if (head < tail && queue[head] < i - window)
                head++;
            result[i] = i < window ? double.NaN : values[queue[head]];
            while (head < tail && sign * values[queue[tail - 1]] <= sign * values[i])
                tail--;
            queue[tail++] = i;
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Smooth(ReadOnlySpan<double> values, int window, double factor)
    {
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        int first = Seed(values, window, result, out double average);
        for (int i = first; i < values.Length; i++)
        {
            average += factor * (values[i] - average);
            result[i] = average;
        }

        return result;
    }

    // Writes NaN, then the simple average of the first window of defined values; returns the index after it.
    private static int Seed(ReadOnlySpan<double> values, int window, double[] result, out double average)
    {
        int start = 0;
        while (start < values.Length && double.IsNaN(values[start]))
            start++;
        average = double.NaN;
        int last = start + window - 1;
        result.AsSpan(0, Math.Min(last, values.Length)).Fill(double.NaN);
        if (last >= values.Length)
            return values.Length;
        double sum = 0;
        for (int i = start; i <= last; i++)
            sum += values[i];
        average = sum / window;
        result[last] = average;
        return last + 1;
    }
}
