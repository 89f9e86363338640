using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Compares the values that parameters may take with the settings that they are for.</summary>
internal sealed class ParameterChecker(StudyContext context)
{
    /// <summary>Checks the names and ranges of a search space against what the objective takes.</summary>
    public void Check(
        IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, StudyNode> nodes, IReadOnlyList<Setting> settings, string owner)
    {
        foreach ((string name, StudyNode node) in nodes)
        {
            if (settings.Any(setting => setting.Name == name))
                continue;
            string path = $"parameters.{name}";
            context.Problems.Add(
                node.Place,
                path,
                $"{path} is not a setting of {owner}.",
                Nearest.Advice(name, [.. settings.Select(setting => setting.Name)]));
        }

        foreach (Parameter parameter in parameters)
        {
            if (settings.FirstOrDefault(setting => setting.Name == parameter.Name) is Setting setting)
                Check(parameter, nodes[parameter.Name], setting);
        }
    }

    private void Check(Parameter parameter, StudyNode node, Setting setting)
    {
        string path = $"parameters.{parameter.Name}";
        if (setting.Kind != SettingKind.Number && !parameter.Distribution.IsDiscrete)
        {
            context.Problems.Add(
                node,
                path,
                $"{path} takes real numbers, but must be {setting.Rule}.",
                "Write whole numbers for min, max and step, or a list of values.");
            return;
        }

        foreach (Extreme extreme in parameter.Distribution.Extremes())
        {
            // A short form has no keys: the node itself is the value, or the list of values.
            StudyNode written = node.Find(extreme.Key) ?? node;
            bool isItem = extreme.Index is not null;
            if (extreme.Index is int index)
                written = written.Items[index];
            string place = isItem ? $"{path}[{extreme.Index}]" : ReferenceEquals(written, node)
                || extreme.Key == "value" ? path : $"{path}.{extreme.Key}";
            if (setting.Check(written.Place, place, extreme.Value, written.Show()) is InputProblem problem)
                context.Problems.Add(problem);
        }
    }
}
