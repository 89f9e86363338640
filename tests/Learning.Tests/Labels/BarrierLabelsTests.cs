using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Learning.Tests.Labels;

public class BarrierLabelsTests
{
    private static readonly LabelRules Rules = new(1, 1, 3, 1, ByClose: false, LabelSides.Long, TimeBySign: false);

    // The signal bar has a true range of 1, so that barriers lie 1 from the entry, which is the open of the first bar given.
    private static Bars After(params (double Open, double High, double Low, double Close)[] bars)
    {
        (double Open, double High, double Low, double Close)[] all = [(100, 100.5, 99.5, 100), .. bars];
        return new Bars(
            "TEST",
            0.01,
            [.. all.Select((_, i) => new DateTime(2024, 1, 1, i, 0, 0, DateTimeKind.Utc).Ticks)],
            [.. all.Select(bar => bar.Open)],
            [.. all.Select(bar => bar.High)],
            [.. all.Select(bar => bar.Low)],
            [.. all.Select(bar => bar.Close)],
            new double[all.Length],
            new double[all.Length]);
    }

    private static Bars Closes(params double[] closes) => After([
        .. closes.Select((close, i) => (i == 0 ? 100 : closes[i - 1], 103.0, 97.0, close))
    ]);

    private static Observation First(Bars bars, LabelRules rules) => BarrierLabels.Of([bars], rules)[0];

    [Fact]
    public void Of_CloseAtTheTarget_TouchesIt() =>
        Assert.Equal(
            new Observation(0, 0, 3, 1, 100), First(Closes(100.2, 100.9, 101.0, 98.0), Rules with { ByClose = true, Horizon = 9 }));

    [Fact]
    public void Of_TimeBarrier_IsNoSuccess() =>
        Assert.Equal(
            new Observation(0, 0, 3, 0, -20), First(Closes(100.1, 99.8, 100.4), Rules with { ByClose = true, Horizon = 2 }));

    [Fact]
    public void Of_TimeBarrierBySign_IsOneWhereItEarned() =>
        Assert.Equal(
            [(byte)0, 1],
            new[] { 99.8, 100.3 }.Select(
                last => First(Closes(100.1, last, 100.4), Rules with { ByClose = true, Horizon = 2, TimeBySign = true }).Class));

    [Fact]
    public void Of_BarThatTouchesBoth_IsStopped() =>
        Assert.Equal(new Observation(0, 0, 1, 0, -100), First(After((100, 101.2, 98.9, 100)), Rules));

    [Fact]
    public void Of_GapThroughTheTarget_EndsAtTheOpen() =>
        Assert.Equal(new Observation(0, 0, 2, 1, 150), First(After((100, 100.4, 99.8, 100.1), (101.5, 101.6, 101.4, 101.5)), Rules));

    [Fact]
    public void Of_Short_SeesThePricesUpsideDown() =>
        Assert.Equal(
            new Observation(0, 0, 2, 1, 100),
            First(After((100, 100.4, 99.5, 99.6), (99.6, 99.7, 98.9, 99.2)), Rules with { Sides = LabelSides.Short }));

    [Fact]
    public void Of_Both_TakesTheTradeThatSucceedsFirst()
    {
        LabelRules both = Rules with { Sides = LabelSides.Both, Stop = 3, Horizon = 9 };

        Observation up = First(After((100, 101.1, 99.8, 101), (101, 101, 98.9, 99)), both);
        Observation down = First(After((100, 100.2, 98.9, 99), (99, 101.3, 99, 101)), both);

        Assert.Equal([(1, 2, 100.0), (2, 2, 100.0)], new[] { up, down }.Select(label => ((int)label.Class, label.EndBar, label.Pips)));
    }

    [Fact]
    public void Of_BarsWhoseLabelIsNotKnownYet_HaveNone() =>
        Assert.Empty(BarrierLabels.Of([After((100, 100.4, 99.8, 100.1), (100.1, 100.2, 99.9, 100))], Rules));
}
