namespace ServerlessTuner.Core.Backtesting.Formulas.Windows;

/// <summary>Averages that carry a state from bar to bar would stay NaN after one NaN. They leave such bars out.</summary>
internal static class Gaps
{
    /// <summary>Applies a function to the values that are defined; the others stay NaN.</summary>
    public static double[] Skip(double[] values, Func<double[], double[]> smooth)
    {
        int defined = values.Length - values.Count(double.IsNaN);
        if (defined == values.Length)
            return smooth(values);
        double[] packed = new double[defined];
        int next = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
                packed[next++] = value;
        }

        double[] smoothed = smooth(packed);
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        next = 0;
        for (int i = 0; i < result.Length; i++)
            result[i] = double.IsNaN(values[i]) ? double.NaN : smoothed[next++];
        return result;
    }
}
