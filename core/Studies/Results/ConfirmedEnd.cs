using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Reports.Pages;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>A second stage follows, which ranks what the search kept once more.</summary>
internal sealed class ConfirmedEnd(Confirmation confirmation, StudyExecutor executor, StudyPlan plan, StudyHistory history) : StageEnd
{
    private readonly StudySpec spec = plan.Spec;
    private readonly Lazy<IReadOnlyList<Finalist>> finalists = new(() => Rank(executor, plan));

    /// <inheritdoc/>
    public override IReadOnlyList<Finalist> Finalists => finalists.Value;

    /// <inheritdoc/>
    public override IEnumerable<long> Shown => Finalists.Select(finalist => finalist.Trial);

    /// <inheritdoc/>
    public override int RowsKept => plan.Kept.Count;

    /// <inheritdoc/>
    public override bool KeepsUnscored => true;

    /// <inheritdoc/>
    public override RankedTrial? Best =>
        Finalists is [var best, ..] && !double.IsNaN(best.Score) ? new RankedTrial(best.Trial, best.Score) : null;

    /// <inheritdoc/>
    public override async Task WriteAsync(RowBlock kept, IArtifactStore artifacts, PageCollector? page, CancellationToken cancellation)
    {
        var top = new CsvText();
        RowCsv.AppendHeader(top, executor.Schema, ranks: true);
        RowCsv.AppendRows(top, kept, rank: 1);
        await artifacts.PutAsync("top_k.csv", async (stream, stop) => await stream.WriteAsync(top.Written, stop), cancellation);
        int metrics = spec.PerSymbol ? executor.Metrics.Count : executor.WholeMetrics;
        var schema = RowSchema.Of(spec, plan.Shape.Stages, [.. executor.Metrics.Take(metrics)]);
        var rows = new FinalRows(confirmation, executor, plan, history, Finalists, metrics);
        await new StageTable(artifacts, RowFile.NameOf(spec, plan.Shape.Stages), schema)
            .WriteAsync(rows, page?.Begin(schema, rows.Count), cancellation);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Winner> Winners(WinnerFinder finder, FirstStage first) => finder.OfFinalists(Finalists, confirmation);

    private static List<Finalist> Rank(StudyExecutor executor, StudyPlan plan)
    {
        var ranked = new List<Finalist>();
        foreach (RankedTrial kept in plan.Kept)
            ranked.Add(executor.Confirmed(plan, kept.Trial));
        Goal goal = plan.Spec.Metrics[0].Goal;
        ranked.Sort((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial));
        return ranked;
    }
}
