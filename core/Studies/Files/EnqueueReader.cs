using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads the trials that run first.</summary>
internal sealed class EnqueueReader(StudyContext context)
{
    /// <summary>The trials in order, values spelled as the space spells them.</summary>
    public IReadOnlyList<ParameterSet> Read(SectionReader top, SearchSpace? space)
    {
        if (top.Node(StudyFields.Enqueue) is not StudyNode list)
            return [];
        if (list.Kind != NodeKind.List)
        {
            top.Reject(StudyFields.Enqueue, list);
            return [];
        }

        return space is null ? [] : [.. list.Items.Select((item, i) => Read(item, $"enqueue[{i}]", space))];
    }

    private ParameterSet Read(StudyNode node, string path, SearchSpace space)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            context.Problems.Reject(node, path, "a mapping from parameter to value", StudyFields.Enqueue.Remedy);
            return ParameterSet.Empty;
        }

        int before = context.Problems.Count;
        var found = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
        ReadMembers(node, string.Empty, path, space, found);
        CheckActive(node, path, space, found);
        string[] names = [.. space.Parameters.Select(parameter => parameter.Name).Where(found.ContainsKey)];
        var values = new ParameterSet(names, [.. names.Select(name => found[name])]);
        if (context.Problems.Count == before && !space.Admits(values))
        {
            string violated = string.Join(
                " and ",
                space.Constraints.Where(
                    constraint => constraint.Parameters.All(found.ContainsKey)
                        && !constraint.Holds(values)).Select(constraint => $"'{constraint.Text}'"));
            context.Problems.Add(node, path, $"{path} is {values}, which violates {violated}.", "Change the values, or the constraint.");
        }

        return values;
    }

    private void CheckActive(StudyNode node, string path, SearchSpace space, Dictionary<string, ParameterValue> found)
    {
        foreach (Parameter parameter in space.Parameters.Where(parameter => found.ContainsKey(parameter.Name)))
        {
            foreach (Condition condition in parameter.When ?? [])
            {
                if (found.TryGetValue(condition.Parent, out ParameterValue value) && !condition.Accepts(value))
                    context.Problems.Add(
                        node,
                        $"{path}.{parameter.Name}",
                        $"{path}.{parameter.Name} has a value, but is not active where {condition.Parent} is {value}.",
                        "Remove it.");
            }
        }
    }

    private void ReadMembers(StudyNode node, string prefix, string path, SearchSpace space, Dictionary<string, ParameterValue> found)
    {
        foreach (NodeMember member in node.Members)
        {
            string name = prefix + member.Name, place = $"{path}.{member.Name}";
            int index = space.IndexOf(name);
            if (index >= 0)
            {
                Distribution distribution = space.Parameters[index].Distribution;
                if (distribution.Normalize(member.Node.ToValue()) is ParameterValue value)
                    found[name] = value;
                else
                    context.Problems.Add(
                        member.Node,
                        place,
                        $"{place} is {member.Node.Show()}, which is outside of what {name} may be: {distribution.Describe()}.",
                        "Choose a value inside, or widen the parameter.");
            }
            else if (member.Node.Kind == NodeKind.Mapping
                && space.Parameters.Any(parameter => parameter.Name.StartsWith(name + ".", StringComparison.Ordinal)))
            {
                ReadMembers(member.Node, name + ".", place, space, found);
            }
            else
            {
                context.Problems.Add(
                    member.Place,
                    place,
                    $"{place} is not a parameter of this study.",
                    Nearest.Advice(name, [.. space.Parameters.Select(parameter => parameter.Name)]));
            }
        }
    }
}
