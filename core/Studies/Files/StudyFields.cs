using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Studies.Files.Keys;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys of a study file at the top; what they hold is beside.</summary>
internal static class StudyFields
{
    private const string UtcNote = "UTC";

    public static readonly Field Name = new("name", SettingKind.Text, "The study's name. Default: the file's name.");

    public static readonly Field Id = new(
        "id",
        SettingKind.Text,
        "The id under which a service keeps the study: letters, digits, hyphens and underscores. Without a meaning for 'tuner run' on "
            + "this machine.") { Example = "fx-2026" };

    public static readonly Field Description = new("description", SettingKind.Text, "A sentence for people.");

    public static readonly Field Data = new(
        "data",
        SettingKind.Custom,
        "The market data by symbol: a path or glob, relative to this file, or a mapping with path or synth, pip_size, limit_bars, from "
            + "and to.")
    {
        Example = "data: {EURUSD: data/eurusd.csv}",
        Form = static schema => schema.MapOf(
            static item => item.AnyOf(static form => form.Types("string"), static form => form.Reference(DataFields.DataSection!))),
    };

    public static readonly CountKey<DataSpec> LimitBars = new(
        "limit_bars",
        "Only the last so many bars of every symbol, after the date range.",
        static spec => spec.LimitBars,
        static (spec, value) => spec with { LimitBars = value })
    {
        Min = 1, Example = "1000",
    };

    public static readonly DateKey<DataSpec> From = new(
        "from",
        $"First bar-open time used ({UtcNote}).",
        static spec => spec.From,
        static (spec, value) => spec with { From = value });

    public static readonly DateKey<DataSpec> To = new(
        "to",
        $"First bar-open time no longer used ({UtcNote}).",
        static spec => spec.To,
        static (spec, value) => spec with { To = value });

    public static readonly Field Strategy = new("strategy", SettingKind.Text, "The strategy to backtest, as listed by 'tuner strategies'.")
    {
        Example = "ma_cross",
        Form = static schema => schema.Names(schema.Catalog.Strategies),
    };

    public static readonly Field Slices = new(
        "slices",
        SettingKind.Integer,
        "Into how many consecutive slices the data is cut; a trial reports after each, so that a pruner can stop it. Default: 1.")
        {
            Min = 1, Max = 1000, Example = "5"
        };

    public static readonly Field Folds = new(
        "folds", SettingKind.Integer, "The older word for slices, of backtests.") { Min = 1, Max = 1000, Example = "5" };

    public static readonly Field Function = new(
        "function",
        SettingKind.Custom,
        "A standard test function instead of a strategy: its name, or a mapping with name, noise, delay_ms and steps.")
    {
        Example = "rastrigin",
        Form = static schema => schema.AnyOf(
            static form => form.Names(form.Catalog.Functions), static form => form.Reference(ObjectiveFields.FunctionSection!)),
    };

    public static readonly Field Objective = new(
        "objective",
        SettingKind.Custom,
        "The word external: trials are evaluated by agents that ask a service for them over HTTP. Or a mapping with steps and metrics.")
    {
        Example = "objective: external",
        Form = static schema => schema.AnyOf(
            static form => form.Words("external"), static form => form.Reference(ObjectiveFields.ObjectiveSection!)),
    };

    public static readonly Field Parameters = new(
        "parameters",
        SettingKind.Custom,
        "What is searched, and what is fixed: a list of values, a single value, or a mapping with values, value, min and max, or "
            + "distribution. A function without parameters takes its usual ones.")
    {
        Example = "parameters: {fast: [5, 10, 20]}",
        Form = static schema => schema.Reference("parameters", ParameterForm.Write),
    };

    public static readonly Field Constraints = new(
        "constraints",
        SettingKind.Custom,
        "Conditions over parameters that every trial meets, such as fast < slow. Others are never proposed and never counted.")
    {
        Example = "[fast < slow]",
        Form = static schema => schema.AnyOf(
            static form => form.Types("string"), static form => form.ListOf(static form => form.Types("string"))),
    };

    public static readonly Field Scenarios = new(
        "scenarios",
        SettingKind.Section,
        "Market conditions by name. A (optimistic), B (base) and C (pessimistic) exist already; what is written here changes them or "
            + "adds others.")
    {
        Form = static schema => schema.MapOf(
            static item => item.AnyOf(static form => form.Reference(StageFields.ScenarioSection!), static form => form.Types("null"))),
    };

    public static readonly Field Stages = new(
        "stages",
        SettingKind.List,
        "The passes over trials in order. Default for backtests: all trials under B, then the best 10 under all scenarios.")
    {
        Example = "[{scenarios: [B], keep: 10}, {scenarios: [A, B, C]}]",
        Form = static schema => schema.ListOf(
            static form => form.Reference(StageFields.StageSection!), least: 1, most: StageReader.MostStages),
    };

    public static readonly Field FinalRank = new(
        "final_rank",
        SettingKind.Text,
        "How the last stage ranks over its scenarios: worst (the default), mean, or an expression over score_A, score_B, ….")
        {
            Example = "worst"
        };

    public static readonly Field Metric = new(
        "metric",
        SettingKind.Custom,
        "What is optimised: a metric's name, an expression over metrics, a mapping with name, expression, goal and target, or a list of "
            + "those for a Pareto study.")
    {
        Example = "metric: {name: sharpe, goal: maximize}",
        Form = static schema => schema.AnyOf(
            static form => form.Types("string"),
            static form => form.Reference(MetricFields.MetricSection!),
            static form => form.ListOf(MetricFields.MetricForm, least: 1)),
    };

    public static readonly Field Metrics = new(
        "metrics", SettingKind.Custom, "W&B: a list of two or more metrics; the same as a list under metric.")
    {
        Form = static schema => schema.ListOf(MetricFields.MetricForm, least: 2),
    };

    public static readonly Field Score = new(
        "score", SettingKind.Section, "How a score is made of metrics: expression, min_trades, penalty.")
    {
        Form = static schema => schema.Reference(MetricFields.ScoreSection!),
    };

    public static readonly Field Target = new(
        "target", SettingKind.Number, "Reaching this value of the (first) metric ends the study.") { Example = "2.5" };

    public static readonly Field Sampler = new(
        "sampler",
        SettingKind.Custom,
        "How trials are proposed: a sampler's name, or a mapping with name and its settings. Default: grid where the space is finite "
            + "and no number of trials is given; otherwise auto, or nsga2 for several metrics.")
    {
        Example = "sampler: tpe",
        Form = static schema => schema.Components(schema.Catalog.Samplers),
    };

    public static readonly Field Method = new(
        "method", SettingKind.Text, "W&B's word for sampler; bayes means auto.") { Choices = ["grid", "random", "bayes", "custom"] };

    public static readonly Field Pruner = new(
        "pruner",
        SettingKind.Custom,
        "How trials are stopped early: a pruner's name, or a mapping with name and its settings. Default: none.")
    {
        Example = "pruner: median",
        Form = static schema => schema.Components(schema.Catalog.Pruners),
    };

    public static readonly Field EarlyTerminate = new(
        "early_terminate", SettingKind.Section, "W&B's Hyperband: type, min_iter or max_iter and s, eta, strict.")
    {
        Example = "{type: hyperband, min_iter: 3}",
        Form = static schema => schema.Reference("early_terminate", ComponentReader.WriteEarlyTerminate),
    };

    public static readonly Field Refine = new(
        "refine",
        SettingKind.Custom,
        "A second phase that searches the narrowed ranges of the best trials: true, or a mapping with share, margin and trials. "
            + "Default: false.")
    {
        Example = "refine: true",
        Form = static schema => schema.AnyOf(
            static form => form.Types("boolean"), static form => form.Reference(SearchFields.RefineSection!)),
    };

    public static readonly Field Enqueue = new(
        "enqueue", SettingKind.List, "Trials that run first: a list of mappings from parameter to value. What is left out is proposed.")
    {
        Example = "[{fast: 10, slow: 50}]",
        Form = static schema => schema.ListOf(static form => form.Types("object")),
    };

    public static readonly Field Outputs = new(
        "outputs", SettingKind.Section, "Where results go and what they hold: directory, per_symbol.")
    {
        Form = static schema => schema.Reference(OutputFields.OutputSection!),
    };

    public static readonly Field ApiVersion = new("apiVersion", SettingKind.Text, "W&B: accepted, without a meaning here.");

    public static readonly Field Kind = new("kind", SettingKind.Text, "W&B: accepted, without a meaning here.") { Choices = ["sweep"] };

    public static readonly Field Controller = new("controller", SettingKind.Section, "W&B: accepted, without a meaning here.");

    public static readonly Field Job = new("job", SettingKind.Text, "W&B: accepted, without a meaning here.");

    public static readonly Field ImageUri = new("image_uri", SettingKind.Text, "W&B: accepted, without a meaning here.");

    public static readonly Field Entity = new("entity", SettingKind.Text, "W&B: accepted, without a meaning here.");

    public static readonly Field Project = new("project", SettingKind.Text, "W&B: accepted, without a meaning here.");

    public static readonly Field Scheduler = new("scheduler", SettingKind.Section, "W&B: accepted, without a meaning here.");

    /// <summary>Keys of W&amp;B that change nothing here.</summary>
    public static readonly Field[] Meaningless = [ApiVersion, Kind, Controller, Job, ImageUri, Entity, Project, Scheduler];

    public static readonly Setting[] Top =
    [
        Name, Id, Description, Data, LimitBars, From, To, Strategy, Slices, Folds, ModelFields.Model, ModelFields.Features,
        ModelFields.Labels,
        ModelFields.Validation, Function, Objective, .. ProgramFields.All, Parameters, Constraints,
        Scenarios,
        Stages, FinalRank, Metric, Metrics, Score, Target, Sampler, Method, Pruner, EarlyTerminate, .. SearchFields.BudgetKeys.All,
        SearchFields.RunCap,
        SearchFields.Seed, .. SearchFields.RunKeys.All, .. SearchFields.StudyKeys.All, Refine, Enqueue, Outputs, .. Meaningless,
    ];
}
