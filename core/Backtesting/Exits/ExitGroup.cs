namespace ServerlessTuner.Core.Backtesting.Exits;

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
        Rules = new ExitRules[Lanes];
        double[] stops = new double[Lanes], targets = new double[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
        {
            ExitRules rule = rules[Math.Min(lane, rules.Length - 1)];
            Rules[lane] = rule;
            stops[lane] = Shape.StopInAtr ? rule.StopAtr : rule.StopPips > 0 ? series.Distance(rule.StopPips) : 0;
            targets[lane] = Shape.TargetInAtr ? rule.TargetAtr : rule.TargetPips > 0 ? series.Distance(rule.TargetPips) : 0;
        }

        (Stops, StopSlots) = Order(stops);
        (Targets, TargetSlots) = Order(targets);
        TimeLimits = new int[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
        {
            TimeLimits[lane] = Rules[lane].MaxBars > 0 ? Rules[lane].MaxBars : int.MaxValue;
            LongestTime = Math.Max(LongestTime, TimeLimits[lane]);
        }

        HasOneTimeLimit = Array.TrueForAll(TimeLimits, limit => limit == LongestTime);
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
    public int LongestTime { get; private init; }

    /// <summary>Whether all rules have the same time limit, or none.</summary>
    public bool HasOneTimeLimit { get; }

    // The distinct distances above 0, ascending, and where each lane has its own.
    private static (double[] Levels, int[] Slots) Order(double[] distances)
    {
        double[] sorted = [.. distances];
        Array.Sort(sorted);
        int count = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (sorted[i] > 0 && (count == 0 || sorted[i] != sorted[count - 1]))
                sorted[count++] = sorted[i];
        }

        int[] slots = new int[distances.Length];
        for (int lane = 0; lane < slots.Length; lane++)
        {
            while (slots[lane] < count && sorted[slots[lane]] != distances[lane])
                slots[lane]++;
        }

        return (sorted[..count], slots);
    }
}
