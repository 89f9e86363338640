using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>Wilder's parabolic stop and reverse (<i>New Concepts in Technical Trading Systems</i>, 1978).</summary>
internal static class ParabolicStop
{
    /// <summary>The stop of each bar, as it was placed at the close of the bar before, or after the turn within the bar.</summary>
    public static double[] Compute(Bars bars, double step, double most)
    {
        double[] result = GC.AllocateUninitializedArray<double>(bars.Count);
        result.AsSpan(0, Math.Min(1, bars.Count)).Fill(double.NaN);
        if (bars.Count < 2)
            return result;
        double rise = bars.High[1] - bars.High[0], fall = bars.Low[0] - bars.Low[1];
        bool isLong = !(fall > rise && fall > 0);
        double stop = isLong ? bars.Low[0] : bars.High[0];
        double extreme = isLong ? bars.High[1] : bars.Low[1];
        double acceleration = Math.Min(step, most);
        for (int i = 1; i < bars.Count; i++)
        {
            // The first bar of all has no two bars behind it that the stop must stay outside of.
            int before = Math.Max(i - 1, 1);
            if (isLong ? bars.Low[i] <= stop : bars.High[i] >= stop)
            {
                isLong = !isLong;
                stop = Outside(bars, before, i, extreme, isLong);
                result[i] = stop;
                extreme = isLong ? bars.High[i] : bars.Low[i];
                acceleration = Math.Min(step, most);
            }
            else
            {
                result[i] = stop;
                double reached = isLong ? bars.High[i] : bars.Low[i];
                if (isLong ? reached > extreme : reached < extreme)
                {
                    extreme = reached;
                    acceleration = Math.Min(acceleration + step, most);
                }
            }

            stop = Outside(bars, before, i, stop + (acceleration * (extreme - stop)), isLong);
        }

        return result;
    }

    // Not within the range of the last two bars.
    private static double Outside(Bars bars, int before, int now, double stop, bool isLong) => isLong
        ? Math.Min(stop, Math.Min(bars.Low[before], bars.Low[now]))
        : Math.Max(stop, Math.Max(bars.High[before], bars.High[now]));
}
