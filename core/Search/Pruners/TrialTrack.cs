namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>The reports of one trial.</summary>
public sealed class TrialTrack
{
    private int[] steps = [];
    private double[] values = [];
    private double[] rungValues = [];

    internal TrialTrack(long number) => Number = number;

    /// <summary>The trial's number.</summary>
    public long Number { get; }

    /// <summary>How many steps were reported.</summary>
    public int Count { get; private set; }

    /// <summary>The steps reported, ascending.</summary>
    public ReadOnlySpan<int> Steps => steps.AsSpan(0, Count);

    /// <summary>The values reported, in the order of <see cref="Steps"/>.</summary>
    public ReadOnlySpan<double> Values => values.AsSpan(0, Count);

    /// <summary>The largest step reported, or −1.</summary>
    public int LastStep => Count == 0 ? -1 : steps[Count - 1];

    /// <summary>The value at <see cref="LastStep"/>, or NaN.</summary>
    public double LastValue => Count == 0 ? double.NaN : values[Count - 1];

    /// <summary>How many of the values are finite.</summary>
    public int FiniteCount { get; private set; }

    /// <summary>The smallest value that is not NaN, or NaN.</summary>
    public double Min { get; private set; } = double.NaN;

    /// <summary>The largest value that is not NaN, or NaN.</summary>
    public double Max { get; private set; } = double.NaN;

    /// <summary>How the trial ended, or null while it runs.</summary>
    public TrialOutcome? Outcome { get; internal set; }

    /// <summary>The final value of a complete trial, otherwise NaN.</summary>
    public double FinalValue { get; internal set; } = double.NaN;

    /// <summary>How many rungs the trial has completed.</summary>
    public int Rungs { get; private set; }

    /// <summary>The bracket in which its rungs are.</summary>
    public int Bracket { get; private set; }

    /// <summary>The value with which the trial completed a rung.</summary>
    public double RungValue(int rung) => rungValues[rung];

    /// <summary>Looks up the value reported at a step.</summary>
    public bool TryValueAt(int step, out double value)
    {
        int index = Steps.BinarySearch(step);
        value = index < 0 ? double.NaN : values[index];
        return index >= 0;
    }

    internal bool TryFiniteAt(int position, out double value)
    {
        value = double.NaN;
        if (position >= FiniteCount)
            return false;
        if (FiniteCount == Count)
        {
            value = values[position];
            return true;
        }

        foreach (double candidate in Values)
        {
            value = candidate;
            if (double.IsFinite(candidate) && position-- == 0)
                return true;
        }

        return false;
    }

    internal bool Add(int step, double value)
    {
        int index = Steps.BinarySearch(step);
        if (index >= 0)
            return false;
        index = ~index;
        if (Count == steps.Length)
        {
            Array.Resize(ref steps, Math.Max(4, Count * 2));
            Array.Resize(ref values, steps.Length);
        }

        Array.Copy(steps, index, steps, index + 1, Count - index);
        Array.Copy(values, index, values, index + 1, Count - index);
        (steps[index], values[index]) = (step, value);
        Count++;
        if (double.IsFinite(value))
            FiniteCount++;
        // Negated, so that the first number replaces NaN.
        if (!double.IsNaN(value))
        {
            if (!(value >= Min))
                Min = value;
            if (!(value <= Max))
                Max = value;
        }

        return true;
    }

    internal void CompleteRung(int bracket)
    {
        Bracket = bracket;
        if (Rungs == rungValues.Length)
            Array.Resize(ref rungValues, Math.Max(4, Rungs * 2));
        rungValues[Rungs++] = LastValue;
    }
}
