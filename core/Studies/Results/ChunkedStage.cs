using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The results of a search in chunks: each has its rows sorted in a file, and these are merged.</summary>
internal sealed class ChunkedStage(ChunkedMethod method, StudyExecutor executor, StudyPlan plan, StageEnd end, SearchSummary summary)
    : FirstStage(executor, end, summary)
{
    // Looking a trial up by its values reads every trial; beyond this it would take longer than the study.
    private const long MostSearched = 200_000;

    // Metrics that the rows leave out stay NaN, and so does what is computed from them.
    private readonly double[] metrics = [.. Enumerable.Repeat(double.NaN, executor.Metrics.Count)];

    /// <inheritdoc/>
    public override IReadOnlyList<RankedTrial> Winners => Summary.Best;

    /// <inheritdoc/>
    public override SearchReport? Report => null;

    /// <inheritdoc/>
    public override async Task WriteAsync(IArtifactStore artifacts, CancellationToken cancellation)
    {
        using RowMerge merge = await OpenAsync(artifacts, cancellation);
        await WriteAsync(artifacts, merge, Visit, cancellation);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, CsvText Text)> Tables() => [];

    /// <inheritdoc/>
    public override Dictionary<ParameterSet, long> Find(IReadOnlyList<ParameterSet> points)
    {
        var numbers = new Dictionary<ParameterSet, long>();
        var left = new HashSet<ParameterSet>();
        foreach (ParameterSet point in points)
        {
            // In a grid search a trial's number is its point's; whether this is one is seen from the values.
            if (Spec.Space.GridNumber(point) is var number && number >= 0 && number < plan.Trials && method.Source.At(number).Equals(point))
                numbers[point] = number;
            else
                left.Add(point);
        }

        if (left.Count == 0 || plan.Trials > MostSearched || Spec.Sampler.Name == "grid")
            return numbers;
        for (long trial = 0; trial < plan.Trials; trial++)
        {
            ParameterSet values = method.Source.At(trial);
            if (left.Contains(values))
                numbers.TryAdd(values, trial);
        }

        return numbers;
    }

    private async Task<RowMerge> OpenAsync(IArtifactStore artifacts, CancellationToken cancellation)
    {
        var chunks = new List<RowFileReader>();
        try
        {
            foreach (EvaluateChunk chunk in plan.Chunks)
                chunks.Add(await RowFile.OpenChunkAsync(artifacts, chunk, cancellation));
            return new RowMerge(chunks, Spec.Metrics[0].Goal);
        }
        catch
        {
            foreach (RowFileReader open in chunks)
                open.Dispose();
            throw;
        }
    }

    private void Visit(RowBlock block)
    {
        KeepBest(block);
        for (int row = 0; row < block.Count; row++)
        {
            // A row's numbers begin with the score and the metrics of the first scenario.
            block.Numbers(row).Slice(1, Executor.RowMetrics).CopyTo(metrics);
            Summary.Add(block.Trial(row), block.Score(row), Scorer.Value(metrics));
        }
    }
}
