using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Settings;

/// <summary>The settings of a component, checked against their definitions, with defaults for those not given.</summary>
public sealed class SettingReader
{
    private readonly Dictionary<string, ParameterValue> values = new(StringComparer.Ordinal);

    /// <summary>Checks the settings given.</summary>
    /// <param name="place">Where they stand: <c>sampler</c>.</param>
    /// <param name="component">The component's name.</param>
    /// <param name="definitions">The settings it has.</param>
    /// <param name="given">The settings given.</param>
    /// <exception cref="InvalidInputException">A setting is unknown, or its value is not allowed.</exception>
    public SettingReader(string place, string component, IReadOnlyList<SettingDefinition> definitions, ParameterSet given)
    {
        var problems = new List<InputProblem>();
        foreach (string name in given.Names.Where(name => definitions.All(definition => definition.Name != name)))
        {
            string known = definitions.Count == 0 ? "It has none." : $"It has {string.Join(", ", definitions.Select(definition => definition.Name))}.";
            problems.Add(new($"{place}.{name}", $"'{name}' is not a setting of {component}. {known}"));
        }

        foreach (SettingDefinition definition in definitions)
        {
            if (!given.TryGet(definition.Name, out ParameterValue value))
                value = definition.Default;
            else if (Fault(definition, value) is string fault)
                problems.Add(new($"{place}.{definition.Name}", fault));
            values[definition.Name] = value;
        }

        if (problems.Count > 0)
            throw new InvalidInputException(problems);
    }

    /// <summary>Whether a setting has a value that is not null.</summary>
    public bool Has(string name) => values[name].Kind != ParameterKind.Null;

    /// <summary>A setting that is true or false.</summary>
    public bool Boolean(string name) => values[name].AsBoolean();

    /// <summary>A setting that is an integer.</summary>
    public long Integer(string name) => values[name].AsInteger();

    /// <summary>A setting that is a number.</summary>
    public double Float(string name) => values[name].AsDouble();

    /// <summary>A setting that is text.</summary>
    public string Text(string name) => values[name].ToString();

    private static string? Fault(SettingDefinition definition, ParameterValue value)
    {
        bool kindFits = definition.Kind switch
        {
            ParameterKind.Boolean => value.Kind == ParameterKind.Boolean,
            ParameterKind.Integer => value.TryGetInteger(out _),
            ParameterKind.Float => value.IsNumber,
            // What takes several kinds checks them itself.
            ParameterKind.Json => true,
            _ => value.Kind == ParameterKind.Text,
        };
        kindFits |= value.Kind == ParameterKind.Null && definition.Default.Kind == ParameterKind.Null;
        if (!kindFits)
            return $"{definition.Name} is '{value}', but must be {Describe(definition.Kind)}.";
        if (value.IsNumber && definition.Min is double min && !(value.AsDouble() >= min))
            return $"{definition.Name} is {value}, but must be {min} or more.";
        if (value.IsNumber && definition.Max is double max && !(value.AsDouble() <= max))
            return $"{definition.Name} is {value}, but must be {max} or less.";
        if (definition.Choices is { } choices && !choices.Contains(value.ToString(), StringComparer.Ordinal))
            return $"{definition.Name} is '{value}', but must be one of {string.Join(", ", choices)}.";
        return null;
    }

    private static string Describe(ParameterKind kind) => kind switch
    {
        ParameterKind.Boolean => "true or false",
        ParameterKind.Integer => "an integer",
        ParameterKind.Float => "a number",
        _ => "text",
    };
}
