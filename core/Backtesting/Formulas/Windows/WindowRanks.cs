namespace ServerlessTuner.Core.Backtesting.Formulas.Windows;

/// <summary>Ranks among the last bars: a sorted window, so that a rank is found in logarithmic time.</summary>
internal static class WindowRanks
{
    /// <summary>
    /// How many of the <paramref name="window"/> values before each are at most as large, in per cent of the window. NaN where a value
    /// among them is.
    /// </summary>
    public static double[] Percentile(double[] values, int window)
    {
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        double[] sorted = new double[Math.Min(window, values.Length)];
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            if (double.IsNaN(value))
            {
                (count, result[i]) = (0, double.NaN);
                continue;
            }

            int place = UpperBound(sorted.AsSpan(0, count), value);
            result[i] = count == window ? 100.0 * place / window : double.NaN;
            if (count == sorted.Length)
            {
                int oldest = UpperBound(sorted.AsSpan(0, count), values[i - window]) - 1;
                sorted.AsSpan(oldest + 1, count - oldest - 1).CopyTo(sorted.AsSpan(oldest));
                count--;
                place -= oldest < place ? 1 : 0;
            }

            sorted.AsSpan(place, count - place).CopyTo(sorted.AsSpan(place + 1));
            sorted[place] = value;
            count++;
        }

        return result;
    }

    // The first place whose value is larger.
    private static int UpperBound(ReadOnlySpan<double> sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
