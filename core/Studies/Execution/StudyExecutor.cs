using System.Collections.Concurrent;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>Carries out work items of one study on one host. Holds the loaded data; safe for several threads.</summary>
public sealed partial class StudyExecutor
{
    // Large enough that trials share signals and exits, small enough that memory stays bounded.
    private const int BatchSize = 4096;

    private readonly IObjective objective;
    private readonly ITrialSource? source;
    private readonly TimeProvider time;
    private readonly Lazy<IReadOnlyList<DataRemark>> remarks;
    private readonly Lazy<TrialProposer> proposer;
    private readonly Lazy<TrialEvaluator> evaluator;
    private readonly IArtifactStore artifacts;
    private readonly ArtifactCheckpoints checkpoints;
    private readonly TrialScorer scorer;
    private readonly Lazy<FinalistScorer> finalScorer;
    private readonly int kept;
    private readonly ConcurrentBag<TrialRows> spareRows = [];
    private readonly KnownMetrics? known;
    private long evaluations;

    /// <summary>Prepares a study.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="bars">Its market data, one per symbol; empty for objectives without a market.</param>
    /// <param name="artifacts">Where rows are kept.</param>
    /// <param name="time">Times the work; no result depends on it.</param>
    /// <param name="options">What else the host wishes.</param>
    /// <exception cref="InvalidInputException">The study asks for what cannot be run here, or for trials that can never trade.</exception>
    public StudyExecutor(
        StudySpec spec, IReadOnlyList<Bars> bars, IArtifactStore artifacts, TimeProvider time, ExecutorOptions? options = null)
    {
        Spec = spec;
        (this.artifacts, this.time) = (artifacts, time);
        checkpoints = new ArtifactCheckpoints(artifacts, time, options ?? new ExecutorOptions());
        Shape = StudyShape.Of(spec);
        objective = spec.Objective switch
        {
            BacktestSpec backtest => new BacktestObjective(bars, backtest),
            ModelSpec model => new ModelObjective(bars, model, spec.Seed, checkpoints),
            PolicySpec policy => new PolicyObjective(bars, policy, spec.ScenarioNamed(spec.Stages[0].Scenarios[0]), spec.Seed),
            FunctionSpec function => new FunctionObjective(function, spec.Space, spec.Seed),
            ExternalSpec external => new ExternalObjective(external, spec.Metrics),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Objective, "An unknown objective."),
        };
        // At once, because a study that can never trade is not begun; the others when somebody asks.
        LongWindows.Of(spec, bars);
        remarks = new Lazy<IReadOnlyList<DataRemark>>(() =>
        [
            .. StudyRemarks.Of(spec, bars),
            .. ((objective as ModelObjective)?.Remarks ?? []).Select(
                text => new DataRemark(string.Join(", ", bars.Select(symbol => symbol.Symbol)), DataRemarkKind.FeatureTellsNothing, text)),
        ]);
        source = (Shape.Search as ChunkedMethod)?.Source;
        proposer = new Lazy<TrialProposer>(() => new TrialProposer(spec, time));
        evaluator = new Lazy<TrialEvaluator>(() => new TrialEvaluator(spec, objective, time));
        scorer = new TrialScorer(spec, objective.Metrics, spec.Stages[0].Scenarios);
        finalScorer = new Lazy<FinalistScorer>(() => new FinalistScorer(spec));
        kept = (int)Math.Min(Shape.Best, Trials ?? int.MaxValue);
        if (Shape.Confirmation is { } next && next.Scenarios.Intersect(spec.Stages[0].Scenarios).Any())
            known = new KnownMetrics(spec.Metrics[0].Goal, spec.Stages[0].Scenarios, kept);
        // Only a backtest has metrics of single symbols; an agent's name may hold a colon for reasons of its own.
        WholeMetrics = spec.Objective.HasSymbols
            ? objective.Metrics.Count(name => !name.Contains(':', StringComparison.Ordinal))
            : objective.Metrics.Count;
        // Where a second stage follows, its finalists have the metrics of single symbols; a million trials would carry them in vain.
        RowMetrics = spec.PerSymbol && Shape.Confirmation is null ? objective.Metrics.Count : WholeMetrics;
        Schema = RowSchema.Of(spec, 1, [.. objective.Metrics.Take(RowMetrics)]);
    }

    /// <summary>The study.</summary>
    public StudySpec Spec { get; }

    /// <summary>Its shape.</summary>
    public StudyShape Shape { get; }

    /// <summary>How many trials the first stage evaluates; null where only a rule ends it.</summary>
    public long? Trials => Shape.Search.Trials;

    /// <summary>How many different trials there are, or null for no end: more cannot be added to a search in chunks.</summary>
    public long? Size => Shape.Search.Size;

    /// <summary>What was assumed about the study's data, or looks wrong about it.</summary>
    public IReadOnlyList<DataRemark> Remarks => remarks.Value;

    /// <summary>How many steps a whole evaluation has.</summary>
    public int Steps => objective.Steps;

    /// <summary>The objective's metrics; those of single symbols follow the whole's and are written <c>name:SYMBOL</c>.</summary>
    public IReadOnlyList<string> Metrics => objective.Metrics;

    /// <summary>How many of <see cref="Metrics"/> speak of all symbols together.</summary>
    public int WholeMetrics { get; }

    /// <summary>How many of <see cref="Metrics"/> the rows of the first stage have.</summary>
    public int RowMetrics { get; }

    /// <summary>How many evaluations of a trial under a scenario chunks and candidates have asked for: counts of work, for tests.</summary>
    internal long Evaluations => Interlocked.Read(ref evaluations);

    /// <summary>The columns of the first stage's rows.</summary>
    public RowSchema Schema { get; }

    /// <summary>The values of a trial.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="history">The trials so far of a search in batches.</param>
    public ParameterSet Values(long trial, StudyHistory history) => Shape.Search.ValuesOf(trial, history);

    /// <summary>
    /// The score of each scenario of the last of several stages, and the one that ranks, of a trial that has been through it.
    /// </summary>
    /// <param name="plan">The plan; the trial is one of <see cref="StudyPlan.Confirmed"/>.</param>
    /// <param name="trial">The trial's number.</param>
    public Finalist Confirmed(StudyPlan plan, long trial) => finalScorer.Value.Score(plan, trial);

    /// <summary>The numbers of the trials that failed.</summary>
    public async Task<IReadOnlyList<long>> FailedAsync(StudyPlan plan, StudyHistory history, CancellationToken cancellation)
    {
        // Of the two, one is empty.
        List<long> failed = [
            .. history.Records.Where(
                record => record.Result.Outcome == TrialOutcome.Failed && record.Proposal.RepeatOf is null).Select(record => record.Trial)
        ];
        foreach (EvaluateChunk chunk in plan.Chunks)
        {
            using RowFileReader rows = await RowFile.OpenChunkAsync(artifacts, chunk, cancellation);
            var block = new RowBlock(rows.Schema);
            while (rows.Read(block))
            {
                for (int row = 0; row < block.Count; row++)
                {
                    if (block.State(row) == TrialOutcome.Failed)
                        failed.Add(block.Trial(row));
                }
            }
        }

        return failed;
    }

    /// <summary>Carries out one piece of work.</summary>
    /// <param name="item">The work.</param>
    /// <param name="history">The trials so far of a search in batches; empty in one in chunks.</param>
    /// <param name="cancellation">Gives the work up.</param>
    public async Task<WorkResult> RunAsync(WorkItem item, StudyHistory history, CancellationToken cancellation) => item switch
    {
        EvaluateChunk chunk => await RunChunkAsync(chunk, cancellation),
        EvaluateCandidate candidate => RunCandidates([candidate], history, cancellation).Results[0],
        EvaluateCandidates candidates => RunCandidates([.. candidates.Each], history, cancellation) with { Id = candidates.Id },
        ProposeTrials propose => proposer.Value.Run(propose, history, cancellation),
        EvaluateTrial trial => RunTrial(trial, history, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(item), item, "An unknown kind of work."),
    };

    private TrialResult RunTrial(EvaluateTrial item, StudyHistory history, CancellationToken cancellation)
    {
        TrialResult result = evaluator.Value.Run(item, history, cancellation);
        if (result.Outcome == TrialOutcome.Complete && known is not null && known.Wants(result.Trial, result.Scores[0]))
            known.Add(result.Trial, result.Scores[0], [.. result.Metrics.Chunk(objective.Metrics.Count)]);
        return result;
    }

    // Candidates under one scenario. What the first stage evaluated here is not evaluated again.
    private CandidatesResult RunCandidates(EvaluateCandidate[] items, StudyHistory history, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        string scenario = items[0].Scenario;
        double[]?[] metrics = [.. items.Select(item => known?.Find(item.Trial, scenario))];
        string?[] failures = new string?[items.Length];
        int[] left = [.. Enumerable.Range(0, items.Length).Where(i => metrics[i] is null)];
        if (left.Length > 0)
        {
            ParameterSet[] trials = [.. left.Select(i => Values(items[i].Trial, history))];
            MetricTable table = Evaluate(trials, scenario, cancellation);
            for (int row = 0; row < left.Length; row++)
                (metrics[left[row]], failures[left[row]]) = (table.Row(row).ToArray(), table.Failure(row));
        }

        double seconds = time.GetElapsedTime(start).TotalSeconds;
        return new CandidatesResult(
            items[0].Id,
            seconds,
            [.. items.Select((item, i) => new CandidateResult(item.Id, seconds / items.Length, metrics[i]!, failures[i]))]);
    }

    private MetricTable Evaluate(ParameterSet[] trials, string scenario, CancellationToken cancellation)
    {
        var table = new MetricTable(trials.Length, objective.Metrics.Count);
        objective.Evaluate(trials, Spec.ScenarioNamed(scenario), objective.Steps, table, cancellation);
        Interlocked.Add(ref evaluations, trials.Length);
        return table;
    }

    private async Task<ChunkResult> RunChunkAsync(EvaluateChunk item, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        // Megabytes per chunk: made anew each time, they would keep the garbage collector busy.
        if (!spareRows.TryTake(out TrialRows? rows))
            rows = new TrialRows(Schema);
        rows.Clear();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (long first = item.First; first < item.First + item.Count; first += BatchSize)
            Evaluate(first, (int)Math.Min(BatchSize, item.First + item.Count - first), rows, cancellation);

        rows.Sort(Spec.Metrics[0].Goal);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        await artifacts.PutAsync(item.Artifact, rows.WriteAsync, cancellation);
        var result = new ChunkResult(
            item.Id, time.GetElapsedTime(start).TotalSeconds, item.Count, rows.Failed, rows.Undefined, rows.Best(kept))
        {
            Bytes = Trains ? allocated : null,
        };
        spareRows.Add(rows);
        return result;
    }

    private static double[][] RowsOf(MetricTable[] tables, int row) => [.. tables.Select(table => table.Row(row).ToArray())];

    private void Evaluate(long first, int count, TrialRows rows, CancellationToken cancellation)
    {
        var trials = new ParameterSet[count];
        for (int i = 0; i < count; i++)
            trials[i] = source!.At(first + i);
        IReadOnlyList<string> scenarios = Spec.Stages[0].Scenarios;
        var tables = new MetricTable[scenarios.Count];
        for (int s = 0; s < tables.Length; s++)
            tables[s] = Evaluate(trials, scenarios[s], cancellation);

        var scores = new double[tables.Length];
        for (int i = 0; i < count; i++)
        {
            string? failure = null, undefined = null;
            for (int s = 0; s < tables.Length; s++)
            {
                failure ??= tables[s].Failure(i);
                undefined ??= scorer.Undefined(tables[s].Row(i));
                scores[s] = tables[s].Failure(i) is null ? scorer.Score(tables[s].Row(i)) : double.NaN;
            }

            double score = scorer.Rank(scores);
            (TrialOutcome state, string? reason) = TrialScorer.Judge(score, failure, undefined, Spec.Metrics[0].Name);
            if (known is not null && known.Wants(first + i, score))
                known.Add(first + i, score, RowsOf(tables, i));
            Span<double> numbers = rows.Add(first + i, state, score, trials[i], reason);
            for (int s = 0; s < tables.Length; s++)
            {
                numbers[0] = scores[s];
                tables[s].Row(i)[..RowMetrics].CopyTo(numbers[1..]);
                numbers = numbers[(RowMetrics + 1)..];
            }
        }
    }
}
