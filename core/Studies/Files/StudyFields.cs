using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Files.Keys;
using ServerlessTuner.Core.Studies.Files.Schema;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys of a study file, section by section.</summary>
internal static class StudyFields
{
    private const string UtcNote = "UTC";

    public static readonly Field Name = new("name", SettingKind.Text, "The study's name. Default: the file's name.");
    public static readonly Field Id = new("id", SettingKind.Text, "The id under which a service keeps the study: letters, digits, hyphens and underscores. Without a meaning for 'tuner run' on this machine.") { Example = "fx-2026" };
    public static readonly Field Description = new("description", SettingKind.Text, "A sentence for people.");

    public static readonly Field Data = new("data", SettingKind.Custom, "The market data by symbol: a path or glob, relative to this file, or a mapping with path or synth, pip_size, limit_bars, from and to.")
    {
        Example = "data: {EURUSD: data/eurusd.csv}",
        Form = static schema => schema.MapOf(static item => item.AnyOf(static form => form.Types("string"), static form => form.Reference(DataSection!))),
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

    public static readonly Field Folds = new("folds", SettingKind.Integer, "Into how many consecutive slices the data is cut; a trial reports after each, so that a pruner can stop it. Default: 1.") { Min = 1, Max = 1000, Example = "5" };
    public static readonly Field Function = new("function", SettingKind.Custom, "A standard test function instead of a strategy: its name, or a mapping with name, noise, delay_ms and steps.")
    {
        Example = "rastrigin",
        Form = static schema => schema.AnyOf(static form => form.Names(form.Catalog.Functions), static form => form.Reference(FunctionSection!)),
    };

    public static readonly Field Objective = new("objective", SettingKind.Custom, "The word external: trials are evaluated by agents that ask a service for them over HTTP. Or a mapping with steps and metrics.")
    {
        Example = "objective: external",
        Form = static schema => schema.AnyOf(static form => form.Words("external"), static form => form.Reference(ObjectiveSection!)),
    };

    public static readonly Field Program = new("program", SettingKind.Text, "W&B: the program to run.");
    public static readonly Field Command = new("command", SettingKind.List, "W&B: the command line to run, with macros such as ${program} and ${args}.")
    {
        Example = "[\"${env}\", \"${interpreter}\", \"${program}\", \"${args}\"]",
        Form = static schema => schema.ListOf(static form => form.Types("string", "number", "boolean")),
    };


    public static readonly Field Parameters = new("parameters", SettingKind.Custom, "What is searched, and what is fixed: a list of values, a single value, or a mapping with values, value, min and max, or distribution. A function without parameters takes its usual ones.")
    {
        Example = "parameters: {fast: [5, 10, 20]}",
        Form = static schema => schema.Reference("parameters", ParameterForm.Write),
    };

    public static readonly Field Constraints = new("constraints", SettingKind.Custom, "Conditions over parameters that every trial meets, such as fast < slow. Others are never proposed and never counted.")
    {
        Example = "[fast < slow]",
        Form = static schema => schema.AnyOf(static form => form.Types("string"), static form => form.ListOf(static form => form.Types("string"))),
    };


    public static readonly Field Scenarios = new("scenarios", SettingKind.Section, "Market conditions by name. A (optimistic), B (base) and C (pessimistic) exist already; what is written here changes them or adds others.")
    {
        Form = static schema => schema.MapOf(static item => item.AnyOf(static form => form.Reference(ScenarioSection!), static form => form.Types("null"))),
    };

    public static readonly Field Stages = new("stages", SettingKind.List, "The passes over trials in order. Default for backtests: all trials under B, then the best 10 under all scenarios.")
    {
        Example = "[{scenarios: [B], keep: 10}, {scenarios: [A, B, C]}]",
        Form = static schema => schema.ListOf(static form => form.Reference(StageSection!), least: 1, most: StageReader.MostStages),
    };

    public static readonly Field FinalRank = new("final_rank", SettingKind.Text, "How the last stage ranks over its scenarios: worst (the default), mean, or an expression over score_A, score_B, ….") { Example = "worst" };

    public static readonly Field Metric = new("metric", SettingKind.Custom, "What is optimised: a metric's name, an expression over metrics, a mapping with name, expression, goal and target, or a list of those for a Pareto study.")
    {
        Example = "metric: {name: sharpe, goal: maximize}",
        Form = static schema => schema.AnyOf(static form => form.Types("string"), static form => form.Reference(MetricSection!), static form => form.ListOf(MetricForm, least: 1)),
    };

    public static readonly Field Metrics = new("metrics", SettingKind.Custom, "W&B: a list of two or more metrics; the same as a list under metric.")
    {
        Form = static schema => schema.ListOf(MetricForm, least: 2),
    };

    public static readonly Field Score = new("score", SettingKind.Section, "How a score is made of metrics: expression, min_trades, penalty.")
    {
        Form = static schema => schema.Reference(ScoreSection!),
    };

    public static readonly Field Target = new("target", SettingKind.Number, "Reaching this value of the (first) metric ends the study.") { Example = "2.5" };

    public static readonly Field Sampler = new("sampler", SettingKind.Custom, "How trials are proposed: a sampler's name, or a mapping with name and its settings. Default: grid where the space is finite and no number of trials is given; otherwise auto, or nsga2 for several metrics.")
    {
        Example = "sampler: tpe",
        Form = static schema => schema.Components(schema.Catalog.Samplers),
    };

    public static readonly Field Method = new("method", SettingKind.Text, "W&B's word for sampler; bayes means auto.") { Choices = ["grid", "random", "bayes", "custom"] };
    public static readonly Field Pruner = new("pruner", SettingKind.Custom, "How trials are stopped early: a pruner's name, or a mapping with name and its settings. Default: none.")
    {
        Example = "pruner: median",
        Form = static schema => schema.Components(schema.Catalog.Pruners),
    };

    public static readonly Field EarlyTerminate = new("early_terminate", SettingKind.Section, "W&B's Hyperband: type, min_iter or max_iter and s, eta, strict.")
    {
        Example = "{type: hyperband, min_iter: 3}",
        Form = static schema => schema.Reference("early_terminate", ComponentReader.WriteEarlyTerminate),
    };


    public static readonly IntegerKey<BudgetSpec> Trials = new(
        "trials",
        "How many trials to run. Default: the whole grid, or 100 where nothing else ends the study.",
        static spec => spec.Trials,
        static (spec, value) => spec with { Trials = value })
    {
        Min = 1, Example = "100",
    };

    public static readonly Field RunCap = new("run_cap", SettingKind.Integer, "W&B's word for trials.") { Min = 1, Example = "100" };
    public static readonly IntegerKey<BudgetSpec> Evaluations = new(
        "evaluations",
        "How many evaluations (one trial under one scenario) to run.",
        static spec => spec.Evaluations,
        static (spec, value) => spec with { Evaluations = value })
    {
        Min = 1, Example = "1000",
    };

    public static readonly DurationKey<BudgetSpec> WallTime = new(
        "wall_time",
        "How long the search may take: 90s, 30m, 2h.",
        static spec => spec.WallTime,
        static (spec, value) => spec with { WallTime = value })
    {
        Example = "2h",
    };

    public static readonly CountKey<BudgetSpec> Plateau = new(
        "plateau",
        "Ends after this many trials without an improvement.",
        static spec => spec.Plateau,
        static (spec, value) => spec with { Plateau = value })
    {
        Min = 1, Example = "50",
    };

    public static readonly CountKey<BudgetSpec> MaxFailures = new(
        "max_failures",
        "Ends after this many failed trials in a row. Default: 20, but never in a grid or random search that nothing else can end early.",
        static spec => spec.MaxFailures,
        static (spec, value) => spec with { MaxFailures = value })
    {
        Min = 1, Example = "20",
    };


    public static readonly Field Seed = new("seed", SettingKind.Integer, "The seed of every random decision. Default: 42.") { Min = 0, Example = "42" };
    public static readonly CountKey<RunSpec> Workers = new(
        "workers",
        "Threads that evaluate; changes no result. Default: one per processor.",
        static spec => spec.Workers,
        static (spec, value) => spec with { Workers = value })
    {
        Min = 1, Max = 1024, Example = "4",
    };

    public static readonly CountKey<RunSpec> ChunkSize = new(
        "chunk_size",
        "Trials per chunk; changes no result. Default: decided by measurement.",
        static spec => spec.ChunkSize,
        static (spec, value) => spec with { ChunkSize = value })
    {
        Min = 1, Example = "1000",
    };

    public static readonly CountKey<StudySpec> Parallel = new(
        "parallel",
        "How many trials are proposed at once. Default: 1.",
        static spec => spec.Parallel,
        static (spec, value) => spec with { Parallel = value })
    {
        Min = 1, Max = 10_000, Example = "4",
    };

    public static readonly BooleanKey<StudySpec> Async = new(
        "async",
        "Propose as soon as a slot is free; the outcome then depends on timing. Default: false.",
        static spec => spec.Async,
        static (spec, value) => spec with { Async = value });

    public static readonly BooleanKey<StudySpec> Repeats = new(
        "repeats",
        "Evaluate the same values again, for noisy objectives, instead of reusing the result. Default: false.",
        static spec => spec.Repeats,
        static (spec, value) => spec with { Repeats = value });

    public static readonly Field Refine = new("refine", SettingKind.Custom, "A second phase that searches the narrowed ranges of the best trials: true, or a mapping with share, margin and trials. Default: false.")
    {
        Example = "refine: true",
        Form = static schema => schema.AnyOf(static form => form.Types("boolean"), static form => form.Reference(RefineSection!)),
    };

    public static readonly Field Enqueue = new("enqueue", SettingKind.List, "Trials that run first: a list of mappings from parameter to value. What is left out is proposed.")
    {
        Example = "[{fast: 10, slow: 50}]",
        Form = static schema => schema.ListOf(static form => form.Types("object")),
    };

    public static readonly Field Outputs = new("outputs", SettingKind.Section, "Where results go and what they hold: directory, per_symbol.")
    {
        Form = static schema => schema.Reference(OutputSection!),
    };


    public static readonly Field ApiVersion = new("apiVersion", SettingKind.Text, "W&B: accepted, without a meaning here.");
    public static readonly Field Kind = new("kind", SettingKind.Text, "W&B: accepted, without a meaning here.") { Choices = ["sweep"] };
    public static readonly Field Controller = new("controller", SettingKind.Section, "W&B: accepted, without a meaning here.");
    public static readonly Field Job = new("job", SettingKind.Text, "W&B: accepted, without a meaning here.");
    public static readonly Field ImageUri = new("image_uri", SettingKind.Text, "W&B: accepted, without a meaning here.");
    public static readonly Field Entity = new("entity", SettingKind.Text, "W&B: accepted, without a meaning here.");
    public static readonly Field Project = new("project", SettingKind.Text, "W&B: accepted, without a meaning here.");
    public static readonly Field Scheduler = new("scheduler", SettingKind.Section, "W&B: accepted, without a meaning here.");

    public static readonly KeyList<BudgetSpec> BudgetKeys = new(Trials, Evaluations, WallTime, Plateau, MaxFailures);
    public static readonly KeyList<RunSpec> RunKeys = new(Workers, ChunkSize);
    public static readonly KeyList<StudySpec> StudyKeys = new(Parallel, Async, Repeats);

    /// <summary>Keys of W&amp;B that change nothing here.</summary>
    public static readonly Field[] Meaningless = [ApiVersion, Kind, Controller, Job, ImageUri, Entity, Project, Scheduler];

    public static readonly Setting[] Top =
    [
        Name, Id, Description, Data, LimitBars, From, To, Strategy, Folds, Function, Objective, Program, Command, Parameters, Constraints, Scenarios,
        Stages, FinalRank, Metric, Metrics, Score, Target, Sampler, Method, Pruner, EarlyTerminate, .. BudgetKeys.All, RunCap,
        Seed, .. RunKeys.All, .. StudyKeys.All, Refine, Enqueue, Outputs, .. Meaningless,
    ];

    public static readonly Field DataPath = new("path", SettingKind.Text, "A path or glob, relative to this file.") { Example = "data/eurusd.csv" };
    public static readonly NumberKey<DataSpec> PipSize = new(
        "pip_size",
        "The pip size in quote units. Default: 0.01 for JPY pairs, 0.0001 otherwise.",
        static spec => spec.PipSize,
        static (spec, value) => spec with { PipSize = value })
    {
        Min = 0, Above = true, Example = "0.0001",
    };

    public static readonly Field Synth = new("synth", SettingKind.Section, "Generate the bars instead of reading them.")
    {
        Example = "{seed: 1, bars: 20000}",
        Form = static schema => schema.Reference(SynthSection!),
    };

    public static readonly KeyList<DataSpec> DataKeys = new(PipSize, LimitBars, From, To);
    public static readonly Section DataSection = new("data", [DataPath, Synth, .. DataKeys.All]);

    public static readonly Field SynthSeed = new("seed", SettingKind.Integer, "The seed of the generator. Default: 1.") { Min = 0 };
    public static readonly Field SynthBars = new("bars", SettingKind.Integer, "How many bars.") { Min = 1, Max = 50_000_000, Example = "20000" };
    public static readonly Field SynthInterval = new("interval", SettingKind.Duration, "The time between bars. Default: 1h.") { Example = "1h" };
    public static readonly Field SynthStart = new("start", SettingKind.Date, "The first bar-open time (UTC). Default: 2020-01-01.");
    public static readonly Field SynthPrice = new("price", SettingKind.Number, "The first price. Default: the usual one of the symbol.") { Min = 0, Above = true };
    public static readonly Section SynthSection = new("synth", [SynthSeed, SynthBars, SynthInterval, SynthStart, SynthPrice], SynthBars);

    public static readonly Field FunctionName = new("name", SettingKind.Text, "The function's name.")
    {
        Example = "rastrigin",
        Form = static schema => schema.Names(schema.Catalog.Functions),
    };

    public static readonly NumberKey<FunctionSpec> Noise = new(
        "noise",
        "Standard deviation of the Gaussian noise added. Default: 0.",
        static spec => spec.Noise,
        static (spec, value) => spec with { Noise = value })
    {
        Min = 0,
    };

    public static readonly CountKey<FunctionSpec> DelayMs = new(
        "delay_ms",
        "How long an evaluation sleeps per step, in milliseconds. Default: 0.",
        static spec => spec.DelayMilliseconds,
        static (spec, value) => spec with { DelayMilliseconds = value })
    {
        Min = 0, Max = 3_600_000,
    };

    public static readonly CountKey<FunctionSpec> Steps = new(
        "steps",
        "How many steps an evaluation reports. Default: 1.",
        static spec => spec.Steps,
        static (spec, value) => spec with { Steps = value })
    {
        Min = 1, Max = 100_000,
    };

    public static readonly KeyList<FunctionSpec> FunctionKeys = new(Noise, DelayMs, Steps);
    public static readonly Section FunctionSection = new("function", [FunctionName, .. FunctionKeys.All], FunctionName);

    public static readonly Field ObjectiveName = new("name", SettingKind.Text, "The word external.") { Choices = ["external"] };
    public static readonly Field ObjectiveSteps = new("steps", SettingKind.Integer, "The last step that an agent reports of a whole trial; a pruner stops none there. Default: not known.") { Min = 1, Max = 1_000_000, Example = "27" };
    public static readonly Field ObjectiveMetrics = new("metrics", SettingKind.List, "Metrics that agents send beside those that are optimised, for the result files.")
    {
        Example = "[train/loss, accuracy]",
        Form = static schema => schema.ListOf(static form => form.Types("string")),
    };

    public static readonly Section ObjectiveSection = new("objective", [ObjectiveName, ObjectiveSteps, ObjectiveMetrics]);

    public static readonly NumberKey<Scenario> SpreadFactor = new(
        "spread_factor",
        "Factor on the spread recorded in the data. Default: 1.",
        static spec => spec.SpreadFactor,
        static (spec, value) => spec with { SpreadFactor = value })
    {
        Min = 0, Example = "1.5",
    };

    public static readonly NumberKey<Scenario> SpreadPips = new(
        "spread_pips",
        "A fixed spread in pips per round trip instead of the recorded one.",
        static spec => spec.SpreadPips,
        static (spec, value) => spec with { SpreadPips = value })
    {
        Min = 0, Example = "0.8",
    };

    public static readonly NumberKey<Scenario> SlippagePips = new(
        "slippage_pips",
        "Adverse slippage in pips per fill, so twice per round trip. Default: 0.",
        static spec => spec.SlippagePips,
        static (spec, value) => spec with { SlippagePips = value })
    {
        Min = 0, Example = "0.1",
    };

    public static readonly NumberKey<Scenario> CommissionPips = new(
        "commission_pips",
        "Commission in pips per trade. Default: 0.",
        static spec => spec.CommissionPips,
        static (spec, value) => spec with { CommissionPips = value })
    {
        Min = 0, Example = "0.5",
    };

    public static readonly CountKey<Scenario> DelayBars = new(
        "delay_bars",
        "Bars between the usual fill, the next open, and the fill here. Default: 0.",
        static spec => spec.DelayBars,
        static (spec, value) => spec with { DelayBars = value })
    {
        Min = 0, Max = 1000, Example = "1",
    };

    public static readonly DateKey<Scenario> ScenarioFrom = new(
        From.Name, From.Summary, static spec => spec.From, static (spec, value) => spec with { From = value });

    public static readonly DateKey<Scenario> ScenarioTo = new(
        To.Name, To.Summary, static spec => spec.To, static (spec, value) => spec with { To = value });

    public static readonly KeyList<Scenario> ScenarioKeys = new(
        SpreadFactor, SpreadPips, SlippagePips, CommissionPips, DelayBars, ScenarioFrom, ScenarioTo);

    public static readonly Section ScenarioSection = new("scenario", ScenarioKeys.All);

    public static readonly Field StageScenarios = new("scenarios", SettingKind.Custom, "The scenarios of this stage; the first ranks. Default: all.")
    {
        Example = "[A, B, C]",
        Form = static schema => schema.AnyOf(static form => form.Types("string"), static form => form.ListOf(static form => form.Types("string"), least: 1)),
    };

    public static readonly Field Keep = new("keep", SettingKind.Custom, "How many of the best go on: a number, auto (cut at the largest drop of the sorted scores between 5 and 50) or all. Default: 10.")
    {
        Example = "keep: 10",
        Form = static schema => schema.AnyOf(static form => form.Plain(Setting.Integer("keep", null, string.Empty, min: 1)), static form => form.Words("auto", "all")),
    };

    public static readonly Section StageSection = new("stage", [StageScenarios, Keep]);

    public static readonly Field MetricName = new("name", SettingKind.Text, "A metric's name, or, with an expression, any name for it.") { Example = "sharpe" };
    public static readonly Field Expression = new("expression", SettingKind.Text, "What is computed from metrics, such as 0.7 * sharpe + 0.3 * win_rate.") { Example = "0.7 * sharpe + 0.3 * win_rate" };
    public static readonly Field Goal = new("goal", SettingKind.Text, "Which way is better. Default: what the metric's name says; minimize for functions and W&B programs.") { Choices = ["maximize", "minimize"] };
    public static readonly Field Impute = new("impute", SettingKind.Text, "W&B: accepted, without a meaning here.") { Choices = ["latest", "best", "worst"] };
    public static readonly Field ImputeRunning = new("impute_while_running", SettingKind.Text, "W&B: accepted, without a meaning here.") { Choices = ["latest", "best", "worst", "false"] };
    public static readonly Section MetricSection = new("metric", [MetricName, Expression, Goal, Target, Impute, ImputeRunning]);

    public static readonly CountKey<ScoreSpec> MinTrades = new(
        "min_trades",
        "From how many trades on a score counts in full; 0 switches the rule off. Default: 0.",
        static spec => spec.MinTrades,
        static (spec, value) => spec with { MinTrades = value })
    {
        Min = 0, Example = "300",
    };

    public static readonly NumberKey<ScoreSpec> Penalty = new(
        "penalty",
        "The factor on a positive score with too few trades; in general score − (1 − penalty)·|score|. Default: 0.25.",
        static spec => spec.Penalty,
        static (spec, value) => spec with { Penalty = value })
    {
        Min = 0, Max = 1, Example = "0.25",
    };

    public static readonly KeyList<ScoreSpec> ScoreKeys = new(MinTrades, Penalty);
    public static readonly Section ScoreSection = new("score", [Expression, .. ScoreKeys.All]);

    public static readonly NumberKey<RefineSpec> Share = new(
        "share",
        "The share of the best trials that span the new ranges. Default: 0.1.",
        static spec => spec.Share,
        static (spec, value) => spec with { Share = value })
    {
        Min = 0, Max = 1, Above = true, Example = "0.1",
    };

    public static readonly NumberKey<RefineSpec> Margin = new(
        "margin",
        "How far the new ranges reach beyond those trials, as a share of their span. Default: 0.1.",
        static spec => spec.Margin,
        static (spec, value) => spec with { Margin = value })
    {
        Min = 0, Max = 10, Example = "0.1",
    };

    public static readonly IntegerKey<RefineSpec> RefineTrials = new(
        Trials.Name,
        "How many trials the second phase has. Default: as many as the first.",
        static spec => spec.Trials,
        static (spec, value) => spec with { Trials = value })
    {
        Min = 1,
        Example = "100",
    };

    public static readonly KeyList<RefineSpec> RefineKeys = new(Share, Margin, RefineTrials);
    public static readonly Section RefineSection = new("refine", RefineKeys.All);

    public static readonly Field Directory = new("directory", SettingKind.Text, "The output folder. Default: one named after the study.");
    public static readonly Field PerSymbol = new("per_symbol", SettingKind.Boolean, "Whether result files have columns per symbol. Default: true.");
    public static readonly Section OutputSection = new("outputs", [Directory, PerSymbol]);

    public static readonly Field Distribution = new("distribution", SettingKind.Text, "The distribution; where it is missing, it follows from the other keys.") { Choices = [.. Distributions.Forms.Select(form => form.Name)] };
    public static readonly Field When = new("when", SettingKind.Section, "When the parameter is active: values, or lists of values, of other parameters.") { Example = "{booster: gbtree}" };
    public static readonly Field Nested = new("parameters", SettingKind.Section, "Nested parameters; their names are joined by dots.")
    {
        Form = static schema => schema.Reference("parameters", ParameterForm.Write),
    };

    public static readonly Section ParameterSection = new("parameter_mapping", [.. Distributions.Fields, Distribution, When, Nested]);

    private static void MetricForm(SchemaWriter schema) => schema.AnyOf(static form => form.Types("string"), static form => form.Reference(MetricSection!));
}
