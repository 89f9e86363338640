using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>Where the parts of the data begin: all symbols are cut at the same times.</summary>
internal sealed class MarketParts
{
    private readonly long[] starts;

    /// <summary>Cuts.</summary>
    /// <exception cref="Model.Problems.InvalidInputException">Nothing is left to learn from.</exception>
    public MarketParts(IReadOnlyList<Bars> symbols, SettingValues settings)
    {
        double validation = settings.Number(MarketSettings.Validation.Name), holdout = settings.Number(MarketSettings.Holdout.Name);
        if (validation + holdout >= 1)
            throw settings.Reject(
                MarketSettings.Validation.Name, $"below 1 together with holdout, which is {holdout}", "For example: 0.2.");
        long[] times = [.. symbols.SelectMany(static bars => bars.Times).Distinct().Order()];
        starts =
        [
            long.MinValue, At(times, 1 - validation - holdout), holdout > 0 ? At(times, 1 - holdout) : long.MaxValue, long.MaxValue,
        ];
    }

    /// <summary>The bars of a part.</summary>
    public (int Begin, int End) BarsOf(Bars bars, DataPart part) => part == DataPart.Whole
        ? (0, bars.Count)
        : (FirstAt(bars, starts[(int)part]), FirstAt(bars, starts[(int)part + 1]));

    private static long At(long[] times, double share) =>
        times.Length == 0 ? long.MaxValue : times[Math.Min(times.Length - 1, (int)Math.Floor(times.Length * share))];

    private static int FirstAt(Bars bars, long time)
    {
        int index = Array.BinarySearch(bars.Times, time);
        return index < 0 ? ~index : index;
    }
}
