using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>A name that stands for a number of each bar.</summary>
/// <param name="name">The name.</param>
/// <param name="summary">What it is.</param>
/// <param name="values">The numbers of all bars.</param>
internal sealed class BarNameStep(string name, string summary, Func<Bars, double[]> values) : FormulaStep
{
    /// <summary>All names. They stand for the bar itself: what is known at its close.</summary>
    public static readonly IReadOnlyList<BarNameStep> All =
    [
        new("open", "First price of the bar, in quote units.", static bars => bars.Open),
        new("high", "Highest price.", static bars => bars.High),
        new("low", "Lowest price.", static bars => bars.Low),
        new("close", "Last price.", static bars => bars.Close),
        new("volume", "Volume; 0 where the file has none.", static bars => bars.Volume),
        new("spread", "Recorded ask − bid in quote units; 0 where the file has none.", static bars => bars.Spread),
        new("hl2", "(high + low) / 2.", static bars => Each(bars, static (b, i) => (b.High[i] + b.Low[i]) / 2)),
        new("hlc3", "(high + low + close) / 3, the typical price.", static bars => Each(bars, Typical)),
        new("ohlc4", "(open + high + low + close) / 4.", static bars => Each(bars, static (b, i) => (b.Open[i] + b.High[i] + b.Low[i]
            + b.Close[i]) / 4)),
        new("hour", "Hour of the bar's opening time, UTC, 0 to 23.", static bars => Of(bars, static time => time.Hour)),
        new("minute", "Minute of the hour, 0 to 59.", static bars => Of(bars, static time => time.Minute)),
        new("weekday", "Day of the week: Monday is 0, Sunday 6.", static bars => Of(bars, static time => ((int)time.DayOfWeek + 6) % 7)),
        new("day", "Day of the month, 1 to 31.", static bars => Of(bars, static time => time.Day)),
        new("month", "Month, 1 to 12.", static bars => Of(bars, static time => time.Month)),
        new("pip", "The symbol's pip size in quote units.", static bars => Each(bars, static (b, _) => b.PipSize)),
    ];

    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>What it is.</summary>
    public string Summary => summary;

    /// <summary>The step of a name; null where there is none.</summary>
    public static BarNameStep? Find(string name) => All.FirstOrDefault(step => step.Name == name);

    /// <summary>The typical price of a bar.</summary>
    public static double Typical(Bars bars, int i) => (bars.High[i] + bars.Low[i] + bars.Close[i]) / 3;

    public override double[] Compute(FormulaCall call) => values(call.Bars);

    public override string Describe(FormulaNode node, Func<FormulaNode, string> show) => name;

    private static double[] Each(Bars bars, Func<Bars, int, double> value)
    {
        double[] result = GC.AllocateUninitializedArray<double>(bars.Count);
        for (int i = 0; i < result.Length; i++)
            result[i] = value(bars, i);
        return result;
    }

    private static double[] Of(Bars bars, Func<DateTime, int> part) =>
        Each(bars, (b, i) => part(new DateTime(b.Times[i], DateTimeKind.Utc)));
}
