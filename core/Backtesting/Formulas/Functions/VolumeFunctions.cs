using ServerlessTuner.Core.Backtesting.Formulas.Windows;
using ServerlessTuner.Core.Market;
using static ServerlessTuner.Core.Model.Expressions.FunctionArgument;

namespace ServerlessTuner.Core.Backtesting.Formulas.Functions;

/// <summary>What volume says.</summary>
internal static class VolumeFunctions
{
    public static readonly FormulaFunction[] All =
    [
        FormulaFunction.Of(
            "mfi",
            [Window(value: "14")],
            "Money flow index, 0 to 100 (G. Quong and A. Soudack 1989): RSI of typical price times volume; 50 where nothing flowed.",
            static call => MoneyFlow(call.Bars, call.Window(0))),
        FormulaFunction.Of(
            "obv",
            [],
            "On-balance volume (J. E. Granville 1963): volume added where the close rose, taken off where it fell, from 0.",
            static call => OnBalance(call.Bars)),
        FormulaFunction.Of(
            "vwap",
            [],
            "Volume-weighted average of hlc3 since midnight UTC; not defined while there was no volume.",
            static call => DayAverage(call.Bars)),
    ];

    private static double[] MoneyFlow(Bars bars, int window)
    {
        double[] gains = GC.AllocateUninitializedArray<double>(bars.Count), losses = GC.AllocateUninitializedArray<double>(bars.Count);
        double before = double.NaN;
        for (int i = 0; i < gains.Length; i++)
        {
            double typical = BarNameStep.Typical(bars, i), flow = typical * bars.Volume[i];
            (gains[i], losses[i]) = i == 0 ? (double.NaN, double.NaN) : (typical > before ? flow : 0, typical < before ? flow : 0);
            before = typical;
        }

        gains = WindowSums.Sum(gains, window);
        losses = WindowSums.Sum(losses, window);
        for (int i = 0; i < gains.Length; i++)
        {
            double both = gains[i] + losses[i];
            gains[i] = both == 0 ? 50 : 100 * (gains[i] / both);
        }

        return gains;
    }

    private static double[] OnBalance(Bars bars)
    {
        double[] result = new double[bars.Count];
        for (int i = 1; i < result.Length; i++)
            result[i] = result[i - 1] + (Math.Sign(bars.Close[i] - bars.Close[i - 1]) * bars.Volume[i]);
        return result;
    }

    private static double[] DayAverage(Bars bars)
    {
        double[] result = GC.AllocateUninitializedArray<double>(bars.Count);
        double paid = 0, volume = 0;
        for (int i = 0; i < result.Length; i++)
        {
            if (i > 0 && bars.Times[i] / TimeSpan.TicksPerDay != bars.Times[i - 1] / TimeSpan.TicksPerDay)
                (paid, volume) = (0, 0);
            paid += BarNameStep.Typical(bars, i) * bars.Volume[i];
            volume += bars.Volume[i];
            result[i] = volume > 0 ? paid / volume : double.NaN;
        }

        return result;
    }
}
