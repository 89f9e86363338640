using System.Runtime.InteropServices;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Numbers the distinct combinations of values that trials have for one group of settings. Neighbouring trials of a grid
/// often agree, and agreement with the last trial is checked first.
/// </summary>
/// <typeparam name="T">What a combination compiles to.</typeparam>
internal sealed class SettingInterner<T>(IReadOnlyList<SettingDefinition> definitions, Func<ParameterSet, T> compile)
{
    private readonly string[] names = [.. definitions.Select(definition => definition.Name)];
    private readonly ParameterValue[] current = new ParameterValue[definitions.Count];
    private readonly Dictionary<ParameterSet, int> numbers = [];
    private int last = int.MinValue;

    /// <summary>What the valid combinations compile to, by number.</summary>
    public List<T> Compiled { get; } = [];

    /// <summary>Why the invalid combinations are so; number -1 is the first, -2 the second.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The number of a trial's combination; negative where it is invalid.</summary>
    /// <param name="values">The trial's values.</param>
    /// <param name="positions">For each definition the index of its value, or -1 for the default.</param>
    public int NumberOf(ReadOnlySpan<ParameterValue> values, ReadOnlySpan<int> positions)
    {
        bool same = last != int.MinValue;
        for (int i = 0; i < positions.Length; i++)
        {
            ParameterValue value = positions[i] < 0 || values[positions[i]].Kind == ParameterKind.Null
                ? definitions[i].Default
                : values[positions[i]];
            same = same && value == current[i];
            current[i] = value;
        }

        return same ? last : last = Find();
    }

    private int Find()
    {
        // The key borrows the scratch values; only a new combination gets a copy of its own.
        if (numbers.TryGetValue(new ParameterSet(names, current), out int number))
            return number;
        var settings = new ParameterSet(names, [.. current]);
        ref int slot = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, settings, out _);
        string? fault = Check();
        try
        {
            if (fault is null)
            {
                Compiled.Add(compile(settings));
                return slot = Compiled.Count - 1;
            }
        }
        catch (InvalidInputException invalid)
        {
            fault = string.Join(" ", invalid.Problems.Select(problem => problem.Message));
        }

        Faults.Add(fault);
        return slot = -Faults.Count;
    }

    private string? Check()
    {
        for (int i = 0; i < current.Length; i++)
        {
            if (Check(definitions[i], current[i]) is string fault)
                return fault;
        }

        return null;
    }

    private static string? Check(SettingDefinition definition, ParameterValue value)
    {
        switch (definition.Kind)
        {
            case ParameterKind.Boolean:
                return value.Kind == ParameterKind.Boolean ? null : $"{definition.Name} is '{value}', but must be true or false.";
            case ParameterKind.Text:
                return definition.Choices is null || (value.Kind == ParameterKind.Text && definition.Choices.Contains(value.ToString()))
                    ? null
                    : $"{definition.Name} is '{value}', but must be one of {string.Join(", ", definition.Choices)}.";
            default:
                bool whole = definition.Kind == ParameterKind.Integer;
                bool valid = value.IsNumber && (!whole || value.AsDouble() == Math.Floor(value.AsDouble()))
                    && value.AsDouble() >= (definition.Min ?? double.NegativeInfinity)
                    && value.AsDouble() <= (definition.Max ?? double.MaxValue);
                return valid ? null : $"{definition.Name} is '{value}', but must be {Allowed(definition)}.";
        }
    }

    private static string Allowed(SettingDefinition definition) =>
        (definition.Kind == ParameterKind.Integer ? "a whole number" : "a number") + (definition.Min, definition.Max) switch
        {
            (double min, double max) => $" from {min} to {max}",
            (double min, null) => $" of {min} or more",
            (null, double max) => $" of {max} or less",
            _ => string.Empty,
        };
}
