using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies;

/// <summary>A validated study: everything that decides its outcome, and how it is to be run.</summary>
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

    /// <summary>The scenarios that a stage uses, in the order of the study file.</summary>
    public IReadOnlyList<Scenario> UsedScenarios() =>
        [.. Scenarios.Where(scenario => Stages.Any(stage => stage.Scenarios.Contains(scenario.Name)))];

    /// <summary>The scenario with the given name.</summary>
    public Scenario ScenarioNamed(string name) => Scenarios.First(scenario => scenario.Name == name);
}
