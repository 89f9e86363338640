using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Numbers the distinct combinations of values that trials have for one group of settings. Neighbouring trials of a grid
/// often agree, and agreement with the last trial is checked first.
/// </summary>
/// <typeparam name="T">What a combination compiles to.</typeparam>
internal sealed class SettingInterner<T>(IReadOnlyList<Setting> definitions, Func<ParameterSet, T> compile)
{
    private readonly string[] names = [.. definitions.Select(definition => definition.Name)];
    private readonly ParameterValue[] current = new ParameterValue[definitions.Count];
    private readonly Dictionary<ParameterSet, int> numbers = [];
    private readonly List<int> recentNumbers = [];
    private readonly List<ParameterValue[]> recent = [];
    private int[] given = [];
    private int[] buckets = [];
    private int last = int.MinValue;

    /// <summary>What the valid combinations compile to, by number.</summary>
    public List<T> Compiled { get; } = [];

    /// <summary>Why the invalid combinations are so; number -1 is the first, -2 the second.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Says where the next trials have their values.</summary>
    /// <param name="positions">For each definition the index of its value, or -1 for the default.</param>
    public void Locate(ReadOnlySpan<int> positions)
    {
        var pairs = new List<int>();
        for (int i = 0; i < current.Length; i++)
        {
            current[i] = definitions[i].Default;
            if (positions[i] < 0)
                continue;
            pairs.Add(i);
            pairs.Add(positions[i]);
        }

        given = [.. pairs];
        last = int.MinValue;
        recent.Clear();
        recentNumbers.Clear();
        buckets = new int[64];
    }

    /// <summary>The number of a trial's combination; negative where it is invalid.</summary>
    /// <param name="values">The trial's values.</param>
    public int NumberOf(ReadOnlySpan<ParameterValue> values)
    {
        int[] pairs = given;
        bool same = last != int.MinValue;
        for (int i = 0; i < pairs.Length && same; i += 2)
            same = values[pairs[i + 1]] == current[pairs[i]];
        if (same)
            return last;

        uint hash = 17;
        for (int i = 0; i < pairs.Length; i += 2)
        {
            ParameterValue value = values[pairs[i + 1]];
            current[pairs[i]] = value;
            hash = (hash * 31) + (uint)value.GetHashCode();
        }

        // Combinations met before, in a table that is at most half full.
        int mask = buckets.Length - 1;
        int bucket = (int)(hash ^ (hash >> 15)) & mask;
        for (; buckets[bucket] != 0; bucket = (bucket + 1) & mask)
        {
            if (IsCurrent(recent[buckets[bucket] - 1]))
                return last = recentNumbers[buckets[bucket] - 1];
        }

        last = Find();
        recent.Add([.. current]);
        recentNumbers.Add(last);
        buckets[bucket] = recent.Count;
        if (recent.Count * 2 > buckets.Length)
            Grow();
        return last;
    }

    private bool IsCurrent(ParameterValue[] known)
    {
        for (int i = 0; i < given.Length; i += 2)
        {
            if (known[given[i]] != current[given[i]])
                return false;
        }

        return true;
    }

    private void Grow()
    {
        buckets = new int[buckets.Length * 4];
        int mask = buckets.Length - 1;
        for (int entry = 0; entry < recent.Count; entry++)
        {
            uint hash = 17;
            for (int i = 0; i < given.Length; i += 2)
                hash = (hash * 31) + (uint)recent[entry][given[i]].GetHashCode();
            int bucket = (int)(hash ^ (hash >> 15)) & mask;
            while (buckets[bucket] != 0)
                bucket = (bucket + 1) & mask;
            buckets[bucket] = entry + 1;
        }
    }

    // Trials that name the same values in another way, or leave defaults out, are found here.
    private int Find()
    {
        for (int i = 0; i < current.Length; i++)
        {
            if (current[i].Kind == ParameterKind.Null)
                current[i] = definitions[i].Default;
        }

        var settings = new ParameterSet(names, [.. current]);
        if (numbers.TryGetValue(settings, out int number))
            return number;
        string? fault = Check();
        if (fault is null)
        {
            try
            {
                Compiled.Add(compile(settings));
                numbers.Add(settings, Compiled.Count - 1);
                return Compiled.Count - 1;
            }
            catch (InvalidInputException invalid)
            {
                fault = string.Join(" ", invalid.Problems.Select(problem => problem.Message));
            }
        }

        Faults.Add(fault);
        numbers.Add(settings, -Faults.Count);
        return -Faults.Count;
    }

    private string? Check()
    {
        for (int i = 0; i < current.Length; i++)
        {
            if (definitions[i].Check(Place.None, names[i], current[i]) is InputProblem problem)
                return problem.Message;
        }

        return null;
    }
}
