using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies;

/// <summary>A validated study: everything that decides its outcome, and the wishes about how to run it.</summary>
public sealed record StudySpec
{
    /// <summary>The study's name.</summary>
    public required string Name { get; init; }

    /// <summary>The id under which a service keeps the study, or null. Not part of the study's identity.</summary>
    public string? Id { get; init; }

    /// <summary>A sentence for people, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The market data; empty for objectives without a market.</summary>
    public IReadOnlyList<DataSpec> Data { get; init; } = [];

    /// <summary>What a trial runs.</summary>
    public required ObjectiveSpec Objective { get; init; }

    /// <summary>What is searched.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>How trials are proposed.</summary>
    public ComponentSpec Sampler { get; init; } = new("grid");

    /// <summary>How trials are stopped early, or null for not at all.</summary>
    public ComponentSpec? Pruner { get; init; }

    /// <summary>All scenarios by name, whether used or not.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; init; } = Scenario.Defaults;

    /// <summary>The stages in order, one or more. The first searches; each later one confirms what the one before kept.</summary>
    public required IReadOnlyList<StageSpec> Stages { get; init; }

    /// <summary>What is optimised, the primary one first. More than one: a Pareto study.</summary>
    public required IReadOnlyList<MetricSpec> Metrics { get; init; }

    /// <summary>The low-trade rule.</summary>
    public ScoreSpec Score { get; init; } = new();

    /// <summary>
    /// How the last stage ranks over its scenarios: <c>worst</c>, <c>mean</c>, or an expression over <c>score_A</c>, <c>score_B</c>, ….
    /// </summary>
    public string FinalRank { get; init; } = "worst";

    /// <summary>When the search ends.</summary>
    public BudgetSpec Budget { get; init; } = new();

    /// <summary>The seed of every random decision.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>How many trials are proposed at once, in one batch; 1 proposes each with all results known.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>
    /// Whether a trial is proposed as soon as a slot is free, instead of in batches. The outcome then depends on which
    /// trial ends first.
    /// </summary>
    public bool Async { get; init; }

    /// <summary>Whether the same values may be evaluated again, for noisy objectives; otherwise an earlier result is reused.</summary>
    public bool Repeats { get; init; }

    /// <summary>A second phase that searches around the best of the first, or null for none.</summary>
    public RefineSpec? Refine { get; init; }

    /// <summary>Trials that run first, in this order. Parameters they leave out are proposed by the sampler.</summary>
    public IReadOnlyList<ParameterSet> Enqueued { get; init; } = [];

    /// <summary>Whether result files have columns per symbol beside those for the whole.</summary>
    public bool PerSymbol { get; init; } = true;

    /// <summary>How it is run; nothing here changes a result.</summary>
    public RunSpec Run { get; init; } = new();

    /// <summary>What the user should know about how the file was understood, one sentence each. Not part of the study's identity.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The scenario with the given name.</summary>
    public Scenario ScenarioNamed(string name) => Scenarios.First(scenario => scenario.Name == name);
}

/// <summary>Market data of one symbol.</summary>
/// <param name="Symbol">The symbol, such as <c>EURUSD</c>.</param>
/// <param name="Source">A path, a glob, or a blob name; relative paths are relative to the study file, or, from the command line, to the working directory.</param>
/// <param name="PipSize">The pip size in quote units, or null for the usual one.</param>
/// <param name="LimitBars">Only the last so many bars (after the date range), or null for all.</param>
/// <param name="From">First bar-open time (UTC), or null.</param>
/// <param name="To">First bar-open time (UTC) no longer used, or null.</param>
/// <param name="Synth">Generate the bars instead of reading them; <paramref name="Source"/> is then empty.</param>
public sealed record DataSpec(
    string Symbol,
    string Source,
    double? PipSize = null,
    int? LimitBars = null,
    DateTime? From = null,
    DateTime? To = null,
    SynthSpec? Synth = null);

/// <summary>Generated bars: the same settings give the same bars on every machine.</summary>
/// <param name="Seed">The seed of the generator.</param>
/// <param name="Bars">How many bars, before <c>limit_bars</c> and the date range.</param>
/// <param name="Interval">The time between bars.</param>
/// <param name="Start">The first bar-open time (UTC).</param>
/// <param name="Price">The first price, or null for the usual one of the symbol.</param>
public sealed record SynthSpec(ulong Seed, int Bars, TimeSpan Interval, DateTime Start, double? Price = null);

/// <summary>What a trial runs.</summary>
public abstract record ObjectiveSpec;

/// <summary>A backtest of a strategy.</summary>
/// <param name="Strategy">The strategy's name, as listed by <c>tuner strategies</c>.</param>
/// <param name="Folds">Into how many consecutive slices the data is cut; each is a step. 1 for none.</param>
public sealed record BacktestSpec(string Strategy, int Folds = 1) : ObjectiveSpec;

/// <summary>A standard test function.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Noise">Standard deviation of the Gaussian noise added, seeded by the trial's values. 0 for none.</param>
/// <param name="DelayMilliseconds">How long an evaluation sleeps per step.</param>
/// <param name="Steps">How many steps an evaluation reports.</param>
public sealed record FunctionSpec(string Function, double Noise = 0, int DelayMilliseconds = 0, int Steps = 1) : ObjectiveSpec;

/// <summary>
/// Something outside: agents ask a service for trials, evaluate them however they like, and tell it the metrics. So run the
/// programs and functions of W&amp;B sweeps.
/// </summary>
/// <param name="Program">W&amp;B's program, for agents that run it, or null.</param>
/// <param name="Command">W&amp;B's command with its macros, or empty for its default.</param>
/// <param name="Steps">The last step that a whole evaluation reports, or null where nobody knows.</param>
/// <param name="Metrics">Metrics that agents send beside those that the study optimises, for the result files.</param>
public sealed record ExternalSpec(string? Program, IReadOnlyList<string> Command, int? Steps, IReadOnlyList<string> Metrics) : ObjectiveSpec
{
    /// <summary>An objective of which nothing is known but its metrics.</summary>
    public ExternalSpec()
        : this(null, [], null, [])
    {
    }
}

/// <summary>A sampler or pruner by name, with its settings.</summary>
/// <param name="Name">The registered name.</param>
/// <param name="Settings">The settings given; the rest are defaults.</param>
public sealed record ComponentSpec(string Name, ParameterSet Settings)
{
    /// <summary>A component with default settings.</summary>
    public ComponentSpec(string name)
        : this(name, ParameterSet.Empty)
    {
    }
}

/// <summary>One pass over trials.</summary>
/// <param name="Scenarios">Names of the scenarios under which each trial is evaluated, one or more. The first ranks within a search stage.</param>
/// <param name="Keep">What goes on to the next stage, and into <c>top_k.csv</c>.</param>
public sealed record StageSpec(IReadOnlyList<string> Scenarios, KeepRule Keep);

/// <summary>How many trials a stage keeps.</summary>
/// <param name="Count">The number kept; null for all, unless automatic.</param>
/// <param name="Auto">Cut at the largest drop in the sorted scores between 5 and 50.</param>
public sealed record KeepRule(int? Count, bool Auto = false)
{
    /// <summary>The default: the best ten.</summary>
    public static KeepRule Ten { get; } = new(10);

    /// <summary>Everything goes on.</summary>
    public static KeepRule All { get; } = new((int?)null);

    /// <summary>How many of the best must be known to apply this rule; null for all.</summary>
    public int? Needed => Auto ? 51 : Count;
}

/// <summary>Something to optimise.</summary>
/// <param name="Name">The name in reports, such as <c>sharpe</c> or <c>val/loss</c>.</param>
/// <param name="Expression">What is computed from the objective's metrics; often just a metric's name.</param>
/// <param name="Goal">Which way is better.</param>
/// <param name="Target">A value that, once reached, ends the study; null for none.</param>
public sealed record MetricSpec(string Name, string Expression, Goal Goal, double? Target = null);

/// <summary>The low-trade rule: a score from fewer than <paramref name="MinTrades"/> trades is lowered.</summary>
/// <param name="MinTrades">From how many trades on a score counts in full; 0 switches the rule off.</param>
/// <param name="Penalty">The factor on a positive score with too few trades, in [0, 1]; in general score − (1 − penalty)·|score|.</param>
public sealed record ScoreSpec(int MinTrades = 0, double Penalty = 0.25);

/// <summary>When the search ends. Every member that is null never ends it; a grid ends when used up.</summary>
public sealed record BudgetSpec
{
    /// <summary>How many trials to run.</summary>
    public long? Trials { get; init; }

    /// <summary>How many evaluations (one trial under one scenario) to run.</summary>
    public long? Evaluations { get; init; }

    /// <summary>How long the search may take.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>Ends after this many trials without an improvement.</summary>
    public int? Plateau { get; init; }

    /// <summary>Ends after this many failed trials in a row; null for 20 in a search in batches, and for never in one in chunks.</summary>
    public int? MaxFailures { get; init; }
}

/// <summary>The second phase of a study that refines: ranges shrink to those of the best trials of the first phase.</summary>
/// <param name="Share">The share of the best trials that span the new ranges, in (0, 1].</param>
/// <param name="Margin">How far the new ranges reach beyond those trials, as a share of their span, at each end. 0 or more.</param>
/// <param name="Trials">How many trials the second phase has, or null for as many as the first.</param>
public sealed record RefineSpec(double Share = 0.1, double Margin = 0.1, long? Trials = null);

/// <summary>How a study is run. Nothing here changes a result.</summary>
public sealed record RunSpec
{
    /// <summary>Threads that evaluate; null for one per processor.</summary>
    public int? Workers { get; init; }

    /// <summary>Trials per chunk; null to decide by measurement.</summary>
    public int? ChunkSize { get; init; }

    /// <summary>The output folder, or null for one named after the study.</summary>
    public string? Output { get; init; }
}
