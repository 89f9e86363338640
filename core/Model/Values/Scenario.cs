namespace ServerlessTuner.Core.Model.Values;

/// <summary>A named set of market conditions under which a trial is evaluated.</summary>
/// <param name="Name">The name in columns and reports: <c>A</c>, <c>B</c>, <c>C</c>.</param>
/// <param name="SpreadFactor">Factor on the spread recorded in the data; ignored where <paramref name="SpreadPips"/> is set. 0 or
/// more.</param>
/// <param name="SpreadPips">A fixed spread in pips per round trip instead of the recorded one, or null.</param>
/// <param name="SlippagePips">Adverse slippage in pips per fill, so twice per round trip. 0 or more.</param>
/// <param name="CommissionPips">Commission in pips per trade (round trip). 0 or more.</param>
/// <param name="DelayBars">Bars between the usual fill, the next open, and the fill here. 0 or more.</param>
/// <param name="From">First bar-open time (UTC) of the data used, or null for the start.</param>
/// <param name="To">First bar-open time (UTC) no longer used, or null for the end.</param>
public sealed record Scenario(
    string Name,
    double SpreadFactor = 1,
    double? SpreadPips = null,
    double SlippagePips = 0,
    double CommissionPips = 0,
    int DelayBars = 0,
    DateTime? From = null,
    DateTime? To = null)
{
    /// <summary>
    /// The defaults. A, optimistic: 80 % of the recorded spread. B, base: the recorded spread and 0.1 pip of slippage per
    /// fill. C, pessimistic: half as much spread again, 0.3 pip of slippage per fill and fills one bar late.
    /// </summary>
    public static IReadOnlyList<Scenario> Defaults { get; } =
    [
        new("A", SpreadFactor: 0.8),
        new("B", SpreadFactor: 1.0, SlippagePips: 0.1),
        new("C", SpreadFactor: 1.5, SlippagePips: 0.3, DelayBars: 1),
    ];
}
