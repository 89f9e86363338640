using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Options;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads scenarios and stages.</summary>
internal sealed class StageReader(StudyContext context)
{
    /// <summary>How many stages a study may have.</summary>
    public const int MostStages = 2;

    /// <summary>The scenarios: the defaults, changed and extended by the file.</summary>
    public IReadOnlyList<Scenario> ReadScenarios(SectionReader top)
    {
        var scenarios = new List<Scenario>(Scenario.Defaults);
        if (top.Node(StudyFields.Scenarios) is not StudyNode section)
            return scenarios;
        if (section.Kind != NodeKind.Mapping)
        {
            top.Reject(StudyFields.Scenarios, section, "For example: {B: {slippage_pips: 0.2}}.");
            return scenarios;
        }

        foreach (NodeMember member in section.Members)
        {
            if (!IsName(member.Name))
            {
                context.Problems.Add(
                    member.Place,
                    $"scenarios.{member.Name}",
                    $"scenarios.{member.Name} is not a good name, since it becomes part of column names.",
                    "Use letters, digits and underscores only.");
                continue;
            }

            int index = scenarios.FindIndex(scenario => scenario.Name == member.Name);
            Scenario scenario = ReadScenario(member, index < 0 ? new Scenario(member.Name) : scenarios[index]);
            if (index < 0)
                scenarios.Add(scenario);
            else
                scenarios[index] = scenario;
        }

        return scenarios;
    }

    private Scenario ReadScenario(NodeMember member, Scenario start)
    {
        string path = $"scenarios.{member.Name}";
        if (member.Node.IsNull)
            return start;
        if (member.Node.Kind != NodeKind.Mapping)
        {
            context.Problems.Reject(member.Node, path, "a mapping of keys and values", "For example: {slippage_pips: 0.1}.");
            return start;
        }

        var section = new SectionReader(member.Node, path, StageFields.ScenarioSection, context.Problems);
        section.CheckKeys();
        Scenario scenario = StageFields.ScenarioKeys.Read(section, start);
        if (scenario.From is DateTime from && from >= scenario.To)
            context.Problems.Add(
                section.Node(StudyFields.From) ?? member.Node,
                $"{path}.from",
                $"{path}.from is {Moments.Format(from)}, but must be before to ({Moments.Format(scenario.To.Value)}).",
                "Swap them.");
        return scenario;
    }

    /// <summary>The stages, or their defaults.</summary>
    public IReadOnlyList<StageSpec> ReadStages(SectionReader top, IReadOnlyList<Scenario> scenarios, bool market)
    {
        string[] all = [.. scenarios.Select(scenario => scenario.Name)];
        StudyNode? list = top.Node(StudyFields.Stages);
        // A list of stages has the option in it already.
        KeepRule keep = context.Options.Overrides.Of(StageOptions.TopK).LastOrDefault() is OptionText topK
            && list is not { Kind: NodeKind.List, Items.Count: > 0 }
            ? ReadKeep(topK.Node(), "keep")
            : KeepRule.Ten;
        if (list is null)
            return market ? [new StageSpec(["B"], keep), new StageSpec(all, keep)] : [new StageSpec(["B"], keep)];
        if (list.Kind != NodeKind.List || list.Items.Count == 0)
        {
            context.Problems.Reject(list, "stages", "a list of one or more stages", StudyFields.Stages.Remedy);
            return [new StageSpec(all, keep)];
        }

        if (list.Items.Count > MostStages)
        {
            context.Problems.Add(
                list.Items[MostStages],
                "stages",
                $"{list.Items.Count} stages were given, but at most {MostStages} can be run.",
                "Remove the later ones.");
        }

        return [.. list.Items.Select((item, i) => ReadStage(item, $"stages[{i}]", all, market))];
    }

    private StageSpec ReadStage(StudyNode node, string path, string[] all, bool market)
    {
        string[] fallback = market ? all : ["B"];
        if (node.Kind != NodeKind.Mapping)
        {
            context.Problems.Reject(node, path, "a mapping of keys and values", "For example: {scenarios: [B], keep: 10}.");
            return new StageSpec(fallback, KeepRule.Ten);
        }

        var section = new SectionReader(node, path, StageFields.StageSection, context.Problems);
        section.CheckKeys();
        KeepRule keep = section.Node(StageFields.Keep) is StudyNode rule ? ReadKeep(rule, section.PathOf("keep")) : KeepRule.Ten;
        if (section.Node(StageFields.StageScenarios) is not StudyNode named)
            return new StageSpec(fallback, keep);
        if (named.Kind == NodeKind.Mapping || (named.Kind == NodeKind.List && named.Items.Count == 0))
        {
            context.Problems.Reject(named, $"{path}.scenarios", "a list of one or more scenarios", StageFields.StageScenarios.Remedy);
            return new StageSpec(fallback, keep);
        }

        var names = new List<string>();
        foreach (StudyNode item in named.Kind == NodeKind.Scalar ? [named] : named.Items)
        {
            if (names.Contains(item.Text))
                context.Problems.Add(item, $"{path}.scenarios", $"{path}.scenarios names {item.Text} twice.", "Remove one of them.");
            else if (Array.IndexOf(all, item.Text) < 0)
                context.Problems.Add(
                    item,
                    $"{path}.scenarios",
                    $"{path}.scenarios names {item.Show()}, but there is no such scenario.",
                    Nearest.Advice(item.Text, all));
            names.Add(item.Text);
        }

        return new StageSpec(names, keep);
    }

    private KeepRule ReadKeep(StudyNode node, string path)
    {
        if (node.Kind == NodeKind.Scalar)
        {
            if (node.Text == "auto")
                return new KeepRule(null, Auto: true);
            if (node.Text == "all")
                return KeepRule.All;
            if (node.Value.Kind == ParameterKind.Integer && node.Value.AsInteger() is >= 1 and <= int.MaxValue)
                return new KeepRule((int)node.Value.AsInteger());
        }

        context.Problems.Reject(node, path, "a whole number, 1 or more, or auto, or all", "For example: 10.");
        return KeepRule.Ten;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0]);
}
