using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Reports.Pages;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>
/// The results of the search: writes the rows of all trials, and keeps what reports and further tables need of them. What differs
/// between a search in chunks and one in batches is said by the two that derive from it.
/// </summary>
internal abstract class FirstStage
{
    private readonly StageEnd end;

    private protected FirstStage(StudyExecutor executor, StageEnd end, SearchSummary summary)
    {
        (Executor, this.end, Summary) = (executor, end, summary);
        Scorer = new TrialScorer(executor.Spec, executor.Metrics, executor.Spec.Stages[0].Scenarios);
        Best = new RowBlock(executor.Schema);
    }

    /// <summary>The trials to speak about where no second stage follows, best first: with several metrics those of the front.</summary>
    public abstract IReadOnlyList<RankedTrial> Winners { get; }

    /// <summary>The rows of the trials that went on, best first; where no second stage follows, those of <see cref="Winners"/>.</summary>
    public RowBlock Best { get; }

    /// <summary>What the report says of how the search went; null where every trial was known beforehand.</summary>
    public abstract SearchReport? Report { get; }

    private protected StudyExecutor Executor { get; }

    private protected StudySpec Spec => Executor.Spec;

    private protected TrialScorer Scorer { get; }

    private protected SearchSummary Summary { get; }

    /// <summary>The results of a study's search.</summary>
    public static FirstStage Of(
        StudyExecutor executor, StudyPlan plan, StudyHistory history, StageEnd end, SearchSummary summary, PageCollector? page) =>
        executor.Shape.Search is ChunkedMethod method
            ? new ChunkedStage(method, executor, plan, end, summary) { Page = page }
            : new BatchedStage(executor, plan, history, end, summary) { Page = page };

    /// <summary>Gets the rows for <c>report.html</c>; null where none is written.</summary>
    public PageCollector? Page { get; init; }

    /// <summary>Writes the rows, typed and as a table.</summary>
    public abstract Task WriteAsync(IArtifactStore artifacts, CancellationToken cancellation);

    /// <summary>Further tables by name.</summary>
    public abstract IEnumerable<(string Name, CsvText Text)> Tables();

    /// <summary>The numbers of the trials that have these values, as far as they can be found.</summary>
    public abstract Dictionary<ParameterSet, long> Find(IReadOnlyList<ParameterSet> points);

    /// <summary>Writes rows, best first, and lets all see them who need them.</summary>
    private protected Task WriteAsync(IArtifactStore artifacts, IRowSource rows, Action<RowBlock> visit, CancellationToken cancellation)
    {
        // Not one delegate of two: the stub that calls both would be compiled at each start.
        Action<RowBlock>? collect = Page?.Begin(Executor.Schema, rows.Count);
        return new StageTable(artifacts, RowFile.NameOf(Spec, 1), Executor.Schema).WriteAsync(rows, See, cancellation);

        void See(RowBlock block)
        {
            visit(block);
            collect?.Invoke(block);
        }
    }

    private protected void KeepBest(RowBlock block)
    {
        for (int row = 0; row < block.Count && Best.Count < end.RowsKept; row++)
        {
            if (end.KeepsUnscored || double.IsFinite(block.Score(row)))
                Best.Copy(block, row);
        }
    }
}
