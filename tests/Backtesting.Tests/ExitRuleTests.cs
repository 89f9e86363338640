using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>Trades worked out by hand, one rule at a time, on every kernel.</summary>
public class ExitRuleTests
{
    private static readonly Bars Flat = Make.Bars(
        "1.1000 1.1000 1.1000 1.1000",
        "1.1000 1.1010 1.0990 1.1005",
        "1.1005 1.1020 1.1000 1.1015",
        "1.1015 1.1030 1.1010 1.1025",
        "1.1025 1.1026 1.0980 1.0985",
        "1.0985 1.0990 1.0970 1.0975");

    [Fact]
    public void Entry_SignalAtClose_FillsAtNextOpenAndClosesAtLastClose() =>
        Expect(Flat, "L", [], pips: [-25], barsHeld: 5);

    [Fact]
    public void Entry_Delayed_FillsOneOpenLater() =>
        Expect(Flat, ".L", [], pips: [-40], barsHeld: 3, scenario: Make.NoCosts with { DelayBars = 1 });

    [Fact]
    public void Entry_FillBeyondTheEnd_DoesNothing() => Expect(Flat, ".....L", [], pips: [], barsHeld: 0);

    [Fact]
    public void Opposite_Signal_ClosesAndTurnsAtItsFill() => Expect(Flat, "L.S", [], pips: [15, 40], barsHeld: 5);

    [Fact]
    public void Stop_TouchedExactly_FillsAtTheLevel() => Expect(Flat, "L", [("stop_pips", 10.0)], pips: [-10], barsHeld: 1);

    [Fact]
    public void Stop_MissedByATenthOfAPip_IsNotTouched() => Expect(Flat, "L", [("stop_pips", 10.1)], pips: [-10.1], barsHeld: 4);

    [Fact]
    public void Target_TouchedExactly_FillsAtTheLevel() => Expect(Flat, "L", [("target_pips", 30.0)], pips: [30], barsHeld: 3);

    [Fact]
    public void StopAndTarget_TouchedInOneBar_TakesTheStop() =>
        Expect(Flat, "L", [("stop_pips", 5.0), ("target_pips", 5.0)], pips: [-5], barsHeld: 1);

    [Fact]
    public void Short_StopAndTarget_AreMirrored()
    {
        Expect(Flat, "..S", [("target_pips", 30.0)], pips: [30], barsHeld: 2);
        Expect(Flat, "..S", [("stop_pips", 15.0)], pips: [-15], barsHeld: 1);
    }

    [Fact]
    public void Stop_GappedThrough_FillsAtTheOpen()
    {
        Bars bars = Make.Bars(
            "1.1000 1.1000 1.1000 1.1000",
            "1.1000 1.1002 1.0998 1.1000",
            "1.0970 1.0975 1.0960 1.0965",
            "1.0965 1.0965 1.0965 1.0965");
        Expect(bars, "L", [("stop_pips", 20.0)], pips: [-30], barsHeld: 1);
    }

    [Fact]
    public void Target_GappedThrough_FillsAtTheOpen()
    {
        Bars bars = Make.Bars(
            "1.1000 1.1000 1.1000 1.1000",
            "1.1000 1.1002 1.0998 1.1000",
            "1.1030 1.1035 1.1025 1.1030",
            "1.1030 1.1030 1.1030 1.1030");
        Expect(bars, "L", [("target_pips", 20.0)], pips: [30], barsHeld: 1);
    }

    [Fact]
    public void Stop_InABarThatOpensBeyondTheTarget_StillCounts()
    {
        Bars bars = Make.Bars(
            "1.1000 1.1000 1.1000 1.1000",
            "1.1000 1.1002 1.0998 1.1000",
            "1.1030 1.1035 1.0980 1.1000",
            "1.1000 1.1000 1.1000 1.1000");
        Expect(bars, "L", [("target_pips", 20.0), ("stop_pips", 20.0)], pips: [-20], barsHeld: 2);
    }

    [Fact]
    public void MaxBars_Reached_ClosesAtThatOpen() => Expect(Flat, "L", [("max_bars", 2)], pips: [15], barsHeld: 2);

    [Fact]
    public void MaxBars_StopInTheLastBarHeld_ComesFirst() =>
        Expect(Flat, "L", [("max_bars", 4), ("stop_pips", 20.0)], pips: [-20], barsHeld: 4);

    [Fact]
    public void MaxBars_AtTheEndOfData_ClosesAtTheLastClose() => Expect(Flat, "L", [("max_bars", 5)], pips: [-25], barsHeld: 5);

    [Fact]
    public void OppositeSignal_OnTheBarOfTheStop_ClosesAtItsOpen() =>
        // The stop would be touched in bar 4, whose open fills the opposite signal.
        Expect(Flat, "L..S", [("stop_pips", 20.0)], pips: [25, 20 + 30], barsHeld: 5);

    [Fact]
    public void ExitOnOpposite_Off_IgnoresSignalsWhileOpen() =>
        // The short signal of bar 1 fills at bar 2, where the position is open until its target within that bar. The long
        // signal of bar 2 fills at bar 3, and the short one of bar 3 is ignored again.
        Expect(Flat, "LSLS", [("exit_on_opposite", false), ("target_pips", 20.0)], pips: [20, -40], barsHeld: 5);

    [Fact]
    public void Trailing_Stop_FollowsCompletedBarsOnly()
    {
        // High 1.1030 of bar 3 moves the stop to 1.1010 for bar 4.
        Expect(Flat, "L", [("trailing_pips", 20.0)], pips: [10], barsHeld: 4);
        // Nothing but the entry counts within the entry bar.
        Expect(Flat, "L", [("trailing_pips", 10.0)], pips: [-10], barsHeld: 1);
    }

    [Fact]
    public void Trailing_StopGappedThrough_FillsAtTheOpen()
    {
        Bars bars = Make.Bars(
            "1.1000 1.1000 1.1000 1.1000",
            "1.1000 1.1030 1.1000 1.1028",
            "1.1008 1.1012 1.1005 1.1010",
            "1.1010 1.1010 1.1010 1.1010");
        Expect(bars, "L", [("trailing_pips", 20.0)], pips: [8], barsHeld: 1);
    }

    [Fact]
    public void BreakEven_Reached_StopsAtTheEntryFromTheNextBar() =>
        // Bar 3 reaches 30 pips; bar 4 falls through the entry at 1.1000.
        Expect(Flat, "L", [("break_even_pips", 30.0)], pips: [0], barsHeld: 4);

    [Fact]
    public void BreakEven_NotReached_DoesNothing() => Expect(Flat, "L", [("break_even_pips", 30.1)], pips: [-25], barsHeld: 5);

    [Fact]
    public void Hours_Outside_OpenNothingButClose()
    {
        // The long entry at 01:00 is inside, the short one at 03:00 is not.
        Expect(Flat, "L.S", [("hours_from", 0), ("hours_to", 3)], pips: [15], barsHeld: 2);
        Expect(Flat, "L.S", [("hours_from", 3), ("hours_to", 1)], pips: [40], barsHeld: 3);
    }

    [Fact]
    public void Direction_One_LeavesTheOtherOut()
    {
        Expect(Flat, "L.S", [("direction", "long")], pips: [15], barsHeld: 2);
        Expect(Flat, "L.S", [("direction", "short")], pips: [40], barsHeld: 3);
    }

    [Fact]
    public void Atr_Stop_IsMeasuredAtTheSignalBar()
    {
        // True ranges of bars 0 to 2 are 0, 20 and 20 pips: with period 2, the ATR at bar 2 is ((0 + 20) / 2 + 20) / 2 = 15.
        Expect(Flat, "..L", [("stop_atr", 2.0), ("atr_period", 2)], pips: [-30], barsHeld: 2);
        Expect(Flat, "..L", [("target_atr", 1.0), ("atr_period", 2)], pips: [15], barsHeld: 1);
        Expect(Flat, "..L", [("trailing_atr", 2.0), ("atr_period", 2)], pips: [-15], barsHeld: 2);
    }

    [Fact]
    public void Atr_NotDefinedYet_OpensNothing() => Expect(Flat, "L.S", [("stop_atr", 50.0), ("atr_period", 3)], pips: [40], barsHeld: 3);

    [Fact]
    public void Costs_AreChargedOncePerTrade() =>
        // Spread 1 pip × 1.5, slippage 0.3 twice, commission 0.5.
        Expect(
            Flat,
            "L.S",
            [],
            pips: [15 - 2.6, 40 - 2.6],
            barsHeld: 5,
            scenario: new("C", SpreadFactor: 1.5, SlippagePips: 0.3, CommissionPips: 0.5));

    [Fact]
    public void Costs_OfAShort_AreThoseOfTheBarInWhichItBuysBack()
    {
        // Spreads of 1, 2, 3, … pips. A long fills at bar 1, a short at bar 3.
        Bars bars = WithSpreads(Flat);
        Scenario recorded = Make.NoCosts with { SpreadFactor = 1 };
        Expect(bars, "L.S", [], pips: [15 - 2, 40 - 6], barsHeld: 5, recorded);
        // Target in bar 4, time limit at the open of bar 4, the long signal of bar 3 filled at bar 4.
        Expect(bars, "..S", [("target_pips", 30.0)], pips: [30 - 5], barsHeld: 2, recorded);
        Expect(bars, "..S", [("max_bars", 1)], pips: [-10 - 5], barsHeld: 1, recorded);
        Expect(bars, "..SL", [("direction", "short")], pips: [-10 - 5], barsHeld: 1, recorded);
        // A stop within the entry bar.
        Expect(bars, "..S", [("stop_pips", 15.0)], pips: [-15 - 4], barsHeld: 1, recorded);
    }

    [Fact]
    public void Costs_FixedSpread_ReplacesTheRecordedOne() =>
        Expect(Flat, "L.S", [], pips: [13, 38], barsHeld: 5, scenario: new("F", SpreadFactor: 9, SpreadPips: 2));

    private static Bars WithSpreads(Bars bars) => new(
        bars.Symbol,
        bars.PipSize,
        bars.Times,
        bars.Open,
        bars.High,
        bars.Low,
        bars.Close,
        bars.Volume,
        [.. Enumerable.Range(1, bars.Count).Select(pips => pips * bars.PipSize)]);

    private static void Expect(
        Bars bars, string script, (string, object)[] settings, double[] pips, double barsHeld, Scenario? scenario = null)
    {
        ExitRules rules = ExitSettings.Compile(Make.Complete(ExitSettings.All, settings));
        foreach (TradeStatistics found in Kernels.RunAll(bars, ScriptedLine.Rule(script), rules, scenario ?? Make.NoCosts))
        {
            var expected = default(TradeStatistics);
            foreach (double profit in pips)
                expected.Add(Math.Round(profit * 10_000), 0, 0);
            // How low trades were while open has tests of its own.
            expected = expected with
            {
                BarsHeld = barsHeld, LongestTrade = found.LongestTrade, MaxDrawdown = found.MaxDrawdown, WorstOpen = found.WorstOpen
            };
            Assert.Equal(expected, found);
        }
    }
}
