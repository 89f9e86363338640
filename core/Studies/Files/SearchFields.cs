using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Files.Keys;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys that say how long, in what order and on how many threads a study searches.</summary>
internal static class SearchFields
{
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

    public static readonly Field Seed = new(
        "seed", SettingKind.Integer, "The seed of every random decision. Default: 42.") { Min = 0, Example = "42" };

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

    public static readonly KeyList<BudgetSpec> BudgetKeys = new(Trials, Evaluations, WallTime, Plateau, MaxFailures);

    public static readonly KeyList<RunSpec> RunKeys = new(Workers, ChunkSize);

    public static readonly KeyList<StudySpec> StudyKeys = new(Parallel, Async, Repeats);

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
}
