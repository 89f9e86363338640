namespace ServerlessTuner.Core.Backtesting;

/// <summary>What exit rules must have in common to be looked up together: who may enter, and how levels are ordered.</summary>
internal readonly record struct ExitShape(TradeDirection Direction, int HourMask, int AtrPeriod, bool StopInAtr, bool TargetInAtr, bool MovesStop)
{
    /// <summary>The shape of some rules.</summary>
    public static ExitShape Of(in ExitRules rules) =>
        new(rules.Direction, rules.HourMask, rules.AtrPeriod, rules.StopAtr > 0, rules.TargetAtr > 0, rules.MovesStop);
}

/// <summary>Up to sixteen exit rules of one shape, one to a lane, with their distinct levels in ascending order of distance.</summary>
internal sealed class ExitGroup
{
    /// <summary>How many rules fit.</summary>
    public const int MaxLanes = 16;

    /// <summary>Orders the levels of some rules.</summary>
    public ExitGroup(ExitRules[] rules, PointSeries series)
    {
        Shape = ExitShape.Of(rules[0]);
        Count = rules.Length;
        Lanes = rules.Length == 1 ? 1 : MaxLanes;
        // Spare lanes repeat the last rule.
        Rules = [.. rules, .. Enumerable.Repeat(rules[^1], Lanes - rules.Length)];
        (Stops, StopSlots) = Order(rule => Shape.StopInAtr ? rule.StopAtr : series.Distance(rule.StopPips), rule => rule.StopAtr > 0 || rule.StopPips > 0);
        (Targets, TargetSlots) = Order(rule => Shape.TargetInAtr ? rule.TargetAtr : series.Distance(rule.TargetPips), rule => rule.TargetAtr > 0 || rule.TargetPips > 0);
        TimeLimits = [.. Rules.Select(rule => rule.MaxBars > 0 ? rule.MaxBars : int.MaxValue)];
        LongestTime = TimeLimits.Max();
        HasTimeLimit = TimeLimits.Min() < int.MaxValue;
    }

    /// <summary>What the rules share.</summary>
    public ExitShape Shape { get; }

    /// <summary>How many lanes are in use.</summary>
    public int Count { get; }

    /// <summary>How many lanes there are: 1 or <see cref="MaxLanes"/>.</summary>
    public int Lanes { get; }

    /// <summary>The rules by lane.</summary>
    public ExitRules[] Rules { get; }

    /// <summary>The distinct stops: points, or multiples of the average true range; ascending.</summary>
    public double[] Stops { get; }

    /// <summary>By lane the index of its stop; the number of stops for none.</summary>
    public int[] StopSlots { get; }

    /// <summary>The distinct targets, as <see cref="Stops"/>.</summary>
    public double[] Targets { get; }

    /// <summary>By lane the index of its target; the number of targets for none.</summary>
    public int[] TargetSlots { get; }

    /// <summary>By lane the most bars a position is held.</summary>
    public int[] TimeLimits { get; }

    /// <summary>The largest of <see cref="TimeLimits"/>.</summary>
    public int LongestTime { get; }

    /// <summary>Whether any rule has a time limit.</summary>
    public bool HasTimeLimit { get; }

    private (double[] Levels, int[] Slots) Order(Func<ExitRules, double> distance, Func<ExitRules, bool> exists)
    {
        double[] levels = [.. Rules.Where(exists).Select(distance).Distinct().Order()];
        return (levels, [.. Rules.Select(rule => exists(rule) ? Array.IndexOf(levels, distance(rule)) : levels.Length)]);
    }
}
