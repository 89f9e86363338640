using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Compares values with the definitions of the settings that they are for.</summary>
internal sealed class SettingChecker(StudyContext context)
{
    /// <summary>Checks the names and ranges of a search space against what the objective takes.</summary>
    public void Check(IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, StudyNode> nodes, IReadOnlyList<SettingDefinition> settings)
    {
        foreach ((string name, StudyNode node) in nodes)
        {
            if (!settings.Any(setting => setting.Name == name))
                context.Problems.Add(node, $"parameters.{name} is not a setting of the strategy. {Nearest.Advice(name, [.. settings.Select(setting => setting.Name)])}");
        }

        foreach (Parameter parameter in parameters)
        {
            if (settings.FirstOrDefault(setting => setting.Name == parameter.Name) is SettingDefinition setting)
                Check(parameter, nodes[parameter.Name], setting);
        }
    }

    /// <summary>What is wrong with a value for a setting, as "must be …", or null.</summary>
    public static string? Fault(SettingDefinition setting, ParameterValue value)
    {
        bool fits = setting.Kind switch
        {
            ParameterKind.Integer => value.TryGetInteger(out _),
            ParameterKind.Float => value.IsNumber,
            ParameterKind.Boolean => value.Kind == ParameterKind.Boolean,
            ParameterKind.Text => value.Kind == ParameterKind.Text && (setting.Choices is null || setting.Choices.Contains(value.ToString())),
            _ => true,
        };
        if (value.Kind == ParameterKind.Null && setting.Default.Kind == ParameterKind.Null)
            return null;
        if (fits && setting.Kind is ParameterKind.Integer or ParameterKind.Float)
            fits = !(value.AsDouble() < setting.Min) && !(value.AsDouble() > setting.Max) && double.IsFinite(value.AsDouble());
        return fits ? null : Expected(setting);
    }

    /// <summary>What a setting takes, as it stands after "must be".</summary>
    public static string Expected(SettingDefinition setting) => new Field(setting.Name, TypeOf(setting), setting.Description)
    {
        Min = setting.Min,
        Max = setting.Max,
        Choices = setting.Choices,
    }.Expected;

    /// <summary>The type of field that holds a setting.</summary>
    public static FieldType TypeOf(SettingDefinition setting) => setting.Kind switch
    {
        ParameterKind.Integer => FieldType.Integer,
        ParameterKind.Float => FieldType.Number,
        ParameterKind.Boolean => FieldType.Boolean,
        ParameterKind.Text => FieldType.Text,
        _ => FieldType.Custom,
    };

    private void Check(Parameter parameter, StudyNode node, SettingDefinition setting)
    {
        string path = $"parameters.{parameter.Name}";
        switch (parameter.Distribution)
        {
            case ConstantDistribution constant:
                Check(constant.Value, node.Find("value") ?? node, path, setting);
                break;
            case CategoricalDistribution categorical:
                StudyNode list = node.Find("values") ?? node;
                for (int i = 0; i < categorical.Values.Count; i++)
                    Check(categorical.Values[i], list.Items[i], $"{path}[{i}]", setting);
                break;
            case IntegerDistribution integer:
                Check(ParameterValue.Of(integer.Low), node.Find("min") ?? node, $"{path}.min", setting);
                Check(ParameterValue.Of(integer.High), node.Find("max") ?? node, $"{path}.max", setting);
                break;
            case FloatDistribution number when setting.Kind == ParameterKind.Float:
                Check(ParameterValue.Of(number.Low), node.Find("min") ?? node, $"{path}.min", setting);
                Check(ParameterValue.Of(number.High), node.Find("max") ?? node, $"{path}.max", setting);
                break;
            case QuantizedDistribution { Integer: true }:
                break;
            case NumericDistribution when setting.Kind == ParameterKind.Float:
                break;
            default:
                context.Problems.Add(node, $"{path} takes real numbers, but {setting.Name} must be {Expected(setting)}. Write whole numbers for min, max and step, or a list of values.");
                break;
        }
    }

    private void Check(ParameterValue value, StudyNode node, string path, SettingDefinition setting)
    {
        if (Fault(setting, value) is string expected)
            context.Problems.Add(node, $"{path} is {node.Show()}, but {setting.Name} must be {expected}.{Hint(setting, value)}");
    }

    private static string Hint(SettingDefinition setting, ParameterValue value) =>
        setting.Choices is not null && Nearest.Find(value.ToString(), setting.Choices) is string nearest ? $" Did you mean {nearest}?" : string.Empty;
}
