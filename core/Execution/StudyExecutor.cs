using System.Collections.Concurrent;
using System.Diagnostics;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Objectives;
using ServerlessTuner.Core.Objectives.Functions;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Execution;

/// <summary>Carries out work items of one study on one host. Holds the loaded data; safe for several threads.</summary>
public sealed class StudyExecutor
{
    // Large enough that trials share signals and exits, small enough that memory stays bounded.
    private const int BatchSize = 4096;

    private readonly IObjective objective;
    private readonly ITrialSource source;
    private readonly IArtifactStore artifacts;
    private readonly TrialScorer scorer;
    private readonly int kept;
    private readonly ConcurrentBag<TrialRows> spareRows = [];

    /// <summary>Prepares a study.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="bars">Its market data, one per symbol; empty for objectives without a market.</param>
    /// <param name="artifacts">Where rows are kept.</param>
    /// <exception cref="InvalidInputException">The study asks for what cannot be run here.</exception>
    public StudyExecutor(StudySpec spec, IReadOnlyList<Bars> bars, IArtifactStore artifacts)
    {
        Spec = spec;
        this.artifacts = artifacts;
        objective = spec.Objective switch
        {
            BacktestSpec backtest => new BacktestObjective(bars, backtest),
            FunctionSpec function => new FunctionObjective(function, spec.Space, spec.Seed),
            _ => throw new InvalidInputException("program", "Running external programs is later work: this version validates such a study, but cannot run it. Use 'strategy' or 'function'."),
        };
        if (spec.Metrics.Count > 1)
            throw new InvalidInputException("metric", "Several metrics at once cannot be run yet. Name one, or an expression that combines them.");
        if (spec.Pruner is not null and not { Name: "none" })
            throw new InvalidInputException("pruner", $"The pruner '{spec.Pruner.Name}' cannot be run yet. Remove it, or write 'none'.");
        if (spec.Stages.Count > 2)
            throw new InvalidInputException("stages", $"{spec.Stages.Count} stages were given, but at most 2 can be run. Remove the later ones.");
        source = SamplerRegistry.Create(spec.Sampler).Source(spec.Space, spec.Seed) ?? throw new InvalidInputException(
            "sampler",
            $"The sampler '{spec.Sampler.Name}' learns from results, which cannot be run yet. Choose grid, random or sobol.");
        Trials = (source.Count, spec.Budget.Trials) switch
        {
            (long count, long budget) => Math.Min(count, budget),
            (long count, null) => count,
            (null, long budget) => budget,
            _ => throw new InvalidInputException("trials", "Nothing ends this study. Give 'trials', or --trials."),
        };
        scorer = new TrialScorer(spec, objective.Metrics, spec.Stages[0].Scenarios);
        kept = spec.Stages.Count > 1 ? (int)Math.Min(spec.Stages[0].Keep.Needed ?? int.MaxValue, Trials) : 1;
        WholeMetrics = objective.Metrics.Count(name => !name.Contains(':', StringComparison.Ordinal));
    }

    /// <summary>The study.</summary>
    public StudySpec Spec { get; }

    /// <summary>How many trials the first stage evaluates.</summary>
    public long Trials { get; }

    /// <summary>The objective's metrics; those of single symbols follow the whole's and are written <c>name:SYMBOL</c>.</summary>
    public IReadOnlyList<string> Metrics => objective.Metrics;

    /// <summary>How many of <see cref="Metrics"/> speak of all symbols together.</summary>
    public int WholeMetrics { get; }

    /// <summary>The values of a trial.</summary>
    public ParameterSet Values(long trial) => source.At(trial);

    /// <summary>Carries out one piece of work.</summary>
    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellation) => item switch
    {
        EvaluateChunk chunk => await RunChunkAsync(chunk, cancellation),
        EvaluateCandidate candidate => RunCandidate(candidate, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(item), item, "An unknown kind of work."),
    };

    private CandidateResult RunCandidate(EvaluateCandidate item, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        var table = new MetricTable(1, objective.Metrics.Count);
        objective.Evaluate([Values(item.Trial)], Spec.ScenarioNamed(item.Scenario), objective.Steps, table, cancellation);
        return new CandidateResult(item.Id, Stopwatch.GetElapsedTime(start).TotalSeconds, table.Row(0).ToArray(), table.Failure(0));
    }

    private async Task<ChunkResult> RunChunkAsync(EvaluateChunk item, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        // Megabytes per chunk: made anew each time, they would keep the garbage collector busy.
        if (!spareRows.TryTake(out TrialRows? rows))
            rows = new TrialRows();
        rows.Clear();
        for (long first = item.First; first < item.First + item.Count; first += BatchSize)
            Evaluate(first, (int)Math.Min(BatchSize, item.First + item.Count - first), rows, cancellation);

        rows.Sort(Spec.Metrics[0].Goal);
        await artifacts.PutAsync(item.Artifact, rows.WriteAsync, cancellation);
        var result = new ChunkResult(item.Id, Stopwatch.GetElapsedTime(start).TotalSeconds, item.Count, rows.Failed, rows.Best(kept));
        spareRows.Add(rows);
        return result;
    }

    private void Evaluate(long first, int count, TrialRows rows, CancellationToken cancellation)
    {
        var trials = new ParameterSet[count];
        for (int i = 0; i < count; i++)
            trials[i] = source.At(first + i);
        IReadOnlyList<string> scenarios = Spec.Stages[0].Scenarios;
        var tables = new MetricTable[scenarios.Count];
        for (int s = 0; s < tables.Length; s++)
        {
            tables[s] = new MetricTable(count, objective.Metrics.Count);
            objective.Evaluate(trials, Spec.ScenarioNamed(scenarios[s]), objective.Steps, tables[s], cancellation);
        }

        CsvText line = rows.Line;
        var scores = new double[tables.Length];
        for (int i = 0; i < count; i++)
        {
            string? failure = null;
            for (int s = 0; s < tables.Length; s++)
            {
                failure ??= tables[s].Failure(i);
                scores[s] = tables[s].Failure(i) is null ? scorer.Score(tables[s].Row(i)) : double.NaN;
            }

            double score = scorer.Rank(scores);
            failure ??= double.IsNaN(score) ? $"{Spec.Metrics[0].Name} is not a finite number" : null;
            AppendTrial(line, first + i, trials[i]);
            if (scores.Length > 1)
                line.Comma().Number(score);
            for (int s = 0; s < tables.Length; s++)
                AppendMetrics(line, scores[s], tables[s].Row(i)[..WholeMetrics]);
            line.Comma().Text(failure ?? string.Empty).EndLine();
            rows.Add(first + i, score);
        }
    }

    /// <summary>Appends the trial's number and its values, one column per parameter of the space; inactive ones stay empty.</summary>
    internal void AppendTrial(CsvText line, long trial, ParameterSet values)
    {
        line.Number(trial);
        IReadOnlyList<Parameter> parameters = Spec.Space.Parameters;
        bool all = ReferenceEquals(values.Names, Spec.Space.Names);
        for (int i = 0; i < parameters.Count; i++)
        {
            line.Comma();
            if (all)
                line.Value(values.Values[i]);
            else if (values.TryGet(parameters[i].Name, out ParameterValue value))
                line.Value(value);
        }
    }

    /// <summary>Appends a score and metrics.</summary>
    internal static void AppendMetrics(CsvText line, double score, ReadOnlySpan<double> metrics)
    {
        line.Comma().Number(score);
        foreach (double metric in metrics)
            line.Comma().Number(metric);
    }
}
