using System.Text.Json;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Files.Json;

/// <summary>Reads what <see cref="StudyJson"/> has written. It was checked before it was written, and is not checked again.</summary>
internal static class StudyJsonReader
{
    /// <summary>The study.</summary>
    public static StudySpec Read(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        Parameter[] parameters = List(root, "parameters", Parameter);
        string[] names = [.. parameters.Select(parameter => parameter.Name)];
        var spec = new StudySpec
        {
            Name = Text(root, "name")!,
            Id = Text(root, "id"),
            Description = Text(root, "description"),
            Data = List(root, "data", Data),
            Objective = Objective(root.GetProperty("objective")),
            Space = new SearchSpace(
                parameters,
                List(root, "constraints", constraint => (IConstraint)ExpressionConstraint.Create(constraint.GetString()!, names))),
            Sampler = Component(root, "sampler")!,
            Pruner = Component(root, "pruner"),
            Scenarios = List(root, "scenarios", ScenarioItem),
            Stages = List(root, "stages", Stage),
            Metrics = List(root, "metrics", Metric),
            Score = MetricFields.ScoreKeys.FromJson(root.GetProperty("score"), new ScoreSpec()),
            FinalRank = Text(root, "final_rank")!,
            Budget = SearchFields.BudgetKeys.FromJson(root.GetProperty("budget"), new BudgetSpec()),
            Seed = root.GetProperty("seed").GetUInt64(),
            Refine = root.TryGetProperty("refine", out JsonElement refine)
                ? SearchFields.RefineKeys.FromJson(refine, new RefineSpec())
                : null,
            Enqueued = List(root, "enqueued", ParameterJson.ReadSet),
            PerSymbol = root.GetProperty("per_symbol").GetBoolean(),
            Run = root.TryGetProperty("run", out JsonElement run)
                ? SearchFields.RunKeys.FromJson(run, new RunSpec { Output = Text(run, "output") })
                : new RunSpec(),
            Notes = root.TryGetProperty("notes", out _) ? List(root, "notes", note => note.GetString()!) : [],
        };
        return SearchFields.StudyKeys.FromJson(root, spec);
    }

    private static DataSpec Data(JsonElement item)
    {
        SynthSpec? synth = item.TryGetProperty("synth", out JsonElement generated) ? Synth(generated) : null;
        return DataFields.DataKeys.FromJson(item, new DataSpec(Text(item, "symbol")!, Text(item, "source") ?? string.Empty, Synth: synth));
    }

    private static SynthSpec Synth(JsonElement item) => new(
        item.GetProperty("seed").GetUInt64(),
        item.GetProperty("bars").GetInt32(),
        TimeSpan.FromTicks(item.GetProperty("interval_ticks").GetInt64()),
        Date(item, "start")!.Value,
        Number(item, "price"));

    private static ObjectiveSpec Objective(JsonElement item)
    {
        if (Text(item, "strategy") is string strategy)
            return new BacktestSpec(strategy, item.GetProperty("slices").GetInt32());
        if (Text(item, "model") is string model)
        {
            return new ModelSpec(
                model, ParameterJson.ReadSet(item.GetProperty("settings")), ParameterJson.ReadSet(item.GetProperty("validation")))
            {
                Features = List(item, "features", Feature),
                Meta = item.TryGetProperty("meta", out JsonElement meta)
                    ? new ComponentSpec(Text(meta, "strategy")!, ParameterJson.ReadSet(meta.GetProperty("settings")))
                    : null,
            };
        }

        if (Text(item, "policy") is string policy)
        {
            return new PolicySpec(policy, ParameterJson.ReadSet(item.GetProperty("settings")))
            {
                Features = List(item, "features", Feature),
            };
        }

        if (Text(item, "function") is string function)
            return ObjectiveFields.FunctionKeys.FromJson(item, new FunctionSpec(function));
        return External(item);
    }

    private static ExternalSpec External(JsonElement item)
    {
        var spec = new ExternalSpec(
            Text(item, "program"),
            List(item, "command", part => part.GetString()!),
            (int?)Integer(item, "steps"),
            OptionalList(item, "metrics", name => name.GetString()!))
        {
            Groups = OptionalList(item, "groups", name => name.GetString()!),
            Retry = item.TryGetProperty("retry_times", out JsonElement times)
                ? new RetrySpec(List(item, "retry_on", kind => ProgramFields.Failures[kind.GetString()!]), times.GetInt32())
                : null,
            Slots = OptionalList(
                item,
                "slots",
                slot => new SlotSpec([.. slot.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value.GetString()!))])),
        };
        return ProgramFields.Timeout.FromJson(item, spec);
    }

    private static FeatureDefinition Feature(JsonElement item) => new(
        Text(item, "name")!,
        Text(item, "expression")!,
        item.TryGetProperty("categorical", out _) ? true : null,
        (int?)Integer(item, "monotone_constraint"));

    private static IReadOnlyList<T> OptionalList<T>(JsonElement item, string name, Func<JsonElement, T> read) =>
        item.TryGetProperty(name, out _) ? List(item, name, read) : [];

    private static Parameter Parameter(JsonElement item) => new(
        Text(item, "name")!,
        Distributions.FromJson(item.GetProperty("distribution")),
        item.TryGetProperty("when", out _)
            ? List(
                item,
                "when",
                condition => new Condition(Text(condition, "parent")!, ParameterJson.ReadList(condition.GetProperty("values"))))
            : null);

    private static Scenario ScenarioItem(JsonElement item) => StageFields.ScenarioKeys.FromJson(item, new Scenario(Text(item, "name")!));

    private static StageSpec Stage(JsonElement item)
    {
        JsonElement keep = item.GetProperty("keep");
        KeepRule rule = keep.ValueKind == JsonValueKind.Number
            ? new KeepRule(keep.GetInt32())
            : keep.GetString() == "auto" ? new KeepRule(null, Auto: true) : KeepRule.All;
        return new StageSpec(List(item, "scenarios", name => name.GetString()!), rule);
    }

    private static MetricSpec Metric(JsonElement item) => new(
        Text(item, "name")!,
        Text(item, "expression")!,
        Text(item, "goal") == "maximize" ? Goal.Maximize : Goal.Minimize,
        Number(item, "target"));

    private static ComponentSpec? Component(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement item)
            ? new ComponentSpec(Text(item, "name")!, ParameterJson.ReadSet(item.GetProperty("settings")))
            : null;

    private static T[] List<T>(JsonElement item, string name, Func<JsonElement, T> read) =>
        [.. item.GetProperty(name).EnumerateArray().Select(read)];

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static double? Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;

    private static long? Integer(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : null;

    private static DateTime? Date(JsonElement item, string name) =>
        Text(item, name) is string text && Moments.TryParseDate(text, out DateTime date) ? date : null;
}
