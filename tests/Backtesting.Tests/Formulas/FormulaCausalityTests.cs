using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests.Formulas;

/// <summary>Nothing looks ahead, whatever is written: values at the close of bar t depend on what was known then.</summary>
public class FormulaCausalityTests
{
    private const int Count = 260;

    // An hour and five hours: the other symbol's bars neither start nor end with ours.
    private static readonly Dictionary<string, TimeSpan> Intervals = new()
    {
        ["EURUSD"] = TimeSpan.FromHours(1),
        ["DXY"] = TimeSpan.FromMinutes(40),
    };

    [Fact]
    public void Values_LaterBarsChanged_StayAsTheyWere() => Check(400, static (bars, from, random) =>
    {
        // Other prices, and other times as well: bars are missing where there were some.
        Bars other = Noise(bars, random);
        int[] kept = [.. Enumerable.Range(0, bars.Count).Where(i => bars.Times[i] < from || random.Next(4) > 0)];
        return Pick(bars, other, kept, from);
    });

    [Fact]
    public void Values_OfAPrefix_AreThePrefix() => Check(400, static (bars, from, _) =>
        Pick(bars, bars, [.. Enumerable.Range(0, bars.Count).Where(i => bars.Times[i] < from)], from));

    [Fact]
    public void Values_OfEachFunction_DoNotLookAhead()
    {
        var random = new Random(17);
        foreach (string text in FormulaText.AllCalls(random).Concat(FormulaText.AllCalls(random)).Concat(FormulaText.AllCalls(random)))
        {
            CheckOne(text, random, static (bars, from, _) =>
                Pick(bars, bars, [.. Enumerable.Range(0, bars.Count).Where(i => bars.Times[i] < from)], from));
            CheckOne(text, random, static (bars, from, random) => Pick(bars, Noise(bars, random), [.. Enumerable.Range(0, bars.Count)], from));
        }
    }

    private static void Check(int rounds, Func<Bars, long, Random, Bars> change)
    {
        var random = new Random(29);
        int meaningful = 0;
        for (int round = 0; round < rounds; round++)
            meaningful += CheckOne(FormulaText.Random(random, 4), random, change) ? 1 : 0;
        Assert.InRange(meaningful, rounds / 4, rounds);
    }

    // Whether the values up to t were anything but one number.
    private static bool CheckOne(string text, Random random, Func<Bars, long, Random, Bars> change)
    {
        Bars ours = Holed(FormulaMake.Synthetic(Count, (ulong)random.Next(1, 50)), random);
        Bars theirs = FormulaMake.Synthetic(Count * 2, (ulong)random.Next(50, 99), "DXY", TimeSpan.FromMinutes(40));
        FormulaNode node = FormulaText.Scope.Compile(text).Bind(ParameterSet.Empty);
        int last = random.Next(0, ours.Count);
        // What opens at or after the close of bar t is the future.
        long future = ours.Times[last] + TimeSpan.TicksPerHour;
        // A bar of the other symbol that is not over then is the future as well.
        long otherFuture = future - TimeSpan.FromMinutes(40).Ticks + 1;
        Bars ourChanged = change(ours, ours.Times[last] + 1, random), theirChanged = change(theirs, otherFuture, random);

        double[] before = new FormulaMarket([ours, theirs], Intervals)["EURUSD"].Values(node)[..(last + 1)];
        double[] after = new FormulaMarket([ourChanged, theirChanged], Intervals)["EURUSD"].Values(node)[..(last + 1)];

        Assert.True(before.AsSpan().SequenceEqual(after), $"{text} looks ahead of bar {last}");
        return before.Distinct().Count() > 2;
    }

    private static Bars Holed(Bars bars, Random random) =>
        Pick(bars, bars, [.. Enumerable.Range(0, bars.Count).Where(_ => random.Next(15) > 0)], long.MaxValue);

    private static Bars Noise(Bars bars, Random random)
    {
        double[] factor = [.. bars.Times.Select(_ => 0.5 + random.NextDouble())];
        return new Bars(
            bars.Symbol, bars.PipSize, bars.Times, By(bars.Open), By(bars.High), By(bars.Low), By(bars.Close), By(bars.Volume), By(bars.Spread));

        double[] By(double[] column) => [.. column.Zip(factor, (value, by) => value * by)];
    }

    private static Bars Pick(Bars past, Bars future, int[] kept, long from)
    {
        return new Bars(
            past.Symbol,
            past.PipSize,
            [.. kept.Select(i => past.Times[i])],
            Of(past.Open, future.Open),
            Of(past.High, future.High),
            Of(past.Low, future.Low),
            Of(past.Close, future.Close),
            Of(past.Volume, future.Volume),
            Of(past.Spread, future.Spread));

        double[] Of(double[] before, double[] after) => [.. kept.Select(i => past.Times[i] < from ? before[i] : after[i])];
    }
}
