using System.Globalization;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Market;

/// <summary>Looks for what a study silently assumes about its data. Nothing is guessed in silence.</summary>
public static class DataRemarks
{
    // A usual bar below one pip, or a usual spread above a thousand, is a wrong unit far more often than a market.
    private const double SmallestBar = 1, SmallestBarOfPair = 0.1, LargestBar = 10_000, LargestSpread = 1_000;

    // Enough for a median, and nothing beside reading the file.
    private const int Sampled = 2_001;

    /// <summary>The remarks about all symbols of a study, in its order.</summary>
    /// <param name="data">What the study says of each.</param>
    /// <param name="bars">Their bars, in the same order; none where the objective has no market.</param>
    /// <param name="scenarios">The scenarios that the study uses.</param>
    public static IReadOnlyList<DataRemark> OfAll(IReadOnlyList<DataSpec> data, IReadOnlyList<Bars> bars, IReadOnlyList<Scenario> scenarios)
    {
        var remarks = new List<DataRemark>();
        for (int i = 0; i < bars.Count && i < data.Count; i++)
            remarks.AddRange(Of(data[i], bars[i], scenarios));
        return remarks;
    }

    /// <summary>The remarks about one symbol, in the order of <see cref="DataRemarkKind"/>.</summary>
    /// <param name="spec">What the study says of the symbol.</param>
    /// <param name="bars">Its bars, one or more.</param>
    /// <param name="scenarios">The scenarios that the study uses.</param>
    public static IReadOnlyList<DataRemark> Of(DataSpec spec, Bars bars, IReadOnlyList<Scenario> scenarios)
    {
        var remarks = new List<DataRemark>();
        bool pair = SymbolGuess.IsCurrencyPair(spec.Symbol), assumed = spec.PipSize is null && !pair;
        double range = Median(bars.Count, i => bars.High[i] - bars.Low[i]) / bars.PipSize;
        if (assumed)
            Add(DataRemarkKind.PipSizeAssumed, PipSizeAssumed(bars, range));
        double spread = Median(bars.Count, i => bars.Spread[i]) / bars.PipSize;
        string[] charging = [
            .. scenarios.Where(scenario => scenario is { SpreadPips: null, SpreadFactor: > 0 }).Select(scenario => scenario.Name)
        ];
        if (charging.Length > 0 && Array.TrueForAll(bars.Spread, value => value == 0))
            Add(DataRemarkKind.SpreadMissing, SpreadMissing(bars, charging));
        // One cause, one remark: at an assumed pip size the spread is as wrong as everything else.
        if (!assumed && spread > LargestSpread)
            Add(DataRemarkKind.SpreadUnlikely, SpreadUnlikely(bars, spread));
        // What was assumed has said so already, and quotes the same figure.
        if (!assumed && range > 0 && (range < (pair ? SmallestBarOfPair : SmallestBar) || range > LargestBar))
            Add(DataRemarkKind.PipSizeUnlikely, PipSizeUnlikely(bars, range));
        if (Rounded(bars) is > 0 and double share)
            Add(DataRemarkKind.PricesRounded, PricesRounded(bars, share));
        return remarks;

        void Add(DataRemarkKind kind, string text) => remarks.Add(new DataRemark(spec.Symbol, kind, text));
    }

    private static string PipSizeAssumed(Bars bars, double range) =>
        $"{bars.Symbol} is no pair of currencies and has no pip_size: {Number(bars.PipSize)} was assumed, so that a usual bar is "
        + $"{Number(range)} pips. Everything in pips follows from it. Write data: {{{bars.Symbol}: {{path: …, pip_size: …}}}}.";

    private static string SpreadMissing(Bars bars, string[] scenarios) =>
        $"{bars.Symbol} has no spread in its bars, so {(scenarios.Length == 1 ? "scenario" : "scenarios")} {string.Join(", ", scenarios)} "
        + $"{(scenarios.Length == 1 ? "trades" : "trade")} it at a spread of 0. Set spread_pips in the scenarios, or give bars with a "
            + $"spread.";

    private static string SpreadUnlikely(Bars bars, double spread) =>
        $"The usual spread of {bars.Symbol} is {Number(spread)} pips, as its bars say. The column spread is read as a difference of "
            + $"prices: "
        + "a spread of 1.2 pips is 0.00012 there, and not 1.2. Correct the column or the pip_size.";

    private static string PipSizeUnlikely(Bars bars, double range) =>
        $"A usual bar of {bars.Symbol} is {Number(range)} pips at a pip_size of {Number(bars.PipSize)}. Check the pip_size: "
        + "distances such as stop_pips are counted in it.";

    private static string PricesRounded(Bars bars, double share) =>
        $"Prices of {bars.Symbol} have more digits than backtests keep: {Number(100 * share)} % of them were rounded to multiples of "
        + $"{Number(1 / PointsPerUnit(bars))}, which can change signals. Set a smaller pip_size than {Number(bars.PipSize)}.";

    /// <summary>The share of closes that are no whole points.</summary>
    private static double Rounded(Bars bars)
    {
        double scale = PointsPerUnit(bars);
        int rounded = 0;
        foreach (double price in bars.Close)
        {
            double points = price * scale;
            // A price as a binary fraction is off by a few units of its last place.
            if (Math.Abs(points - Math.Round(points)) > 1e-3)
                rounded++;
        }

        return (double)rounded / bars.Count;
    }

    private static double PointsPerUnit(Bars bars)
    {
        double highest = 0;
        foreach (double price in bars.High)
            highest = Math.Max(highest, price);
        return PriceGrid.PointsPerUnit(PriceGrid.PointsPerPip(highest, bars.PipSize), bars.PipSize);
    }

    private static double Median(int count, Func<int, double> valueAt)
    {
        int step = Math.Max(1, count / Sampled), taken = (count + step - 1) / step;
        double[] values = new double[taken];
        for (int i = 0; i < taken; i++)
            values[i] = valueAt(i * step);
        return Selected(values, taken / 2);
    }

    // The value that would stand at a place if all were sorted (Hoare, "Find", 1961). To sort numbers is compiled at each start.
    private static double Selected(double[] values, int place)
    {
        for (int first = 0, last = values.Length - 1; first < last;)
        {
            double pivot = values[place];
            int left = first, right = last;
            while (left <= right)
            {
                while (values[left] < pivot)
                    left++;
                while (pivot < values[right])
                    right--;
                if (left > right)
                    break;
                (values[left], values[right]) = (values[right], values[left]);
                left++;
                right--;
            }

            if (right < place)
                first = left;
            if (place < left)
                last = right;
        }

        return values[place];
    }

    private static string Number(double value) =>
        value.ToString(value is > 0 and < 0.001 ? "0.##########" : "#,0.####", CultureInfo.InvariantCulture);
}
