using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>What a study that trains models may say in one place only, and what does not go together.</summary>
internal sealed class ModelRules(StudyContext context)
{
    private const string Leaves = "num_leaves", Depth = "max_depth";

    /// <summary>Reports keys that only studies with models have, in others, and the other way round.</summary>
    public void CheckKeys(SectionReader top)
    {
        if (top.Node(ModelFields.Model) is not null)
        {
            if (top.Node(StudyFields.Folds) is StudyNode folds)
                context.Problems.Add(
                    folds, "folds", "folds are slices of a backtest; a model is validated otherwise.", "Write validation: {cv_folds: 5}.");
            return;
        }

        foreach (Field field in new[] { ModelFields.Features, ModelFields.Labels, ModelFields.Validation })
        {
            if (top.Node(field) is StudyNode node)
                context.Problems.Add(
                    node, field.Name, $"{field.Name} has no meaning without a model.", "Remove it, or add model: xgboost.");
        }
    }

    /// <summary>Reports parameters that are fixed elsewhere, and trees that cannot have so many leaves.</summary>
    /// <param name="top">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="space">The parameters.</param>
    /// <param name="nodes">Where each of them stands.</param>
    public void CheckParameters(SectionReader top, ModelSpec model, SearchSpace space, IReadOnlyDictionary<string, StudyNode> nodes)
    {
        foreach (Parameter parameter in space.Parameters.Where(
            parameter => model.Settings.TryGet(parameter.Name, out _) || model.Meta?.Settings.TryGet(parameter.Name, out _) == true))
        {
            string path = $"parameters.{parameter.Name}";
            string where = IsLabel(top, parameter.Name) ? "labels" : model.Settings.TryGet(parameter.Name, out _) ? "model" : "labels.meta";
            // A name that the model has is the model's; the strategy's is another.
            if (where == "labels.meta" && ModelRegistry.Find(model.Model)?.Settings.Any(own => own.Name == parameter.Name) == true)
                continue;
            context.Problems.Add(
                nodes[parameter.Name].Place,
                path,
                $"{path} is fixed under {where}, too.",
                "Remove one of the two.");
        }

        // Without a parameter both are fixed, and have been checked; a default gives way.
        if (ModelRegistry.Find(model.Model) is not ModelKind kind
            || !(nodes.ContainsKey(Leaves) || (nodes.ContainsKey(Depth) && model.Settings.TryGet(Leaves, out _)))
            || kind.Settings.All(setting => setting.Name != Leaves)
            || space.Constraints.Any(constraint => constraint.Text.Contains(Leaves, StringComparison.Ordinal)))
            return;
        double[] leaves = ValuesOf(Leaves), depths = ValuesOf(Depth);
        double[] limits = [.. depths.Where(depth => depth is > 0 and < 31)];
        if (limits.Length == 0 || leaves.Length == 0 || leaves.Max() <= Math.ScaleB(1, (int)limits.Min()))
            return;
        if (limits.Length == depths.Length && leaves.Min() > Math.ScaleB(1, (int)limits.Max()))
            context.Problems.Add(
                (nodes.GetValueOrDefault(Leaves) ?? nodes[Depth]).Place,
                $"parameters.{(nodes.ContainsKey(Leaves) ? Leaves : Depth)}",
                $"{Leaves} is {leaves.Min()} or more, but no tree of {limits.Max()} levels has more than "
                    + $"{Math.ScaleB(1, (int)limits.Max())} leaves, so that every trial would fail.",
                $"Lower {Leaves}, or raise {Depth}.");
        else
            context.Notes.Add(
                $"Trials with {Leaves} above 2^{Depth} will fail: no tree has so many leaves. A constraint keeps the search within: "
                    + $"constraints: [{Leaves} <= 2 ^ {Depth}].");

        double[] ValuesOf(string name) =>
            space.Parameters.FirstOrDefault(parameter => parameter.Name == name) is Parameter searched
                ? [.. searched.Distribution.Extremes().Select(extreme => extreme.Value.AsDouble())]
                : model.Settings.TryGet(name, out var value)
                    ? [value.AsDouble()]
                    : [new SettingValues("model", "model", kind.Settings, Model.Values.ParameterSet.Empty).Integer(name)];
    }

    private static bool IsLabel(SectionReader top, string name) => top.Node(ModelFields.Labels)?.Find(name) is not null;
}
