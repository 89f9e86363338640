using ServerlessTuner.Core.Search.Analysis;

namespace ServerlessTuner.Core.Studies.Reports;

/// <content>Compares winners with the trials beside them.</content>
internal sealed partial class StudyReport
{
    private void WriteNeighbours(Markdown text)
    {
        Winner[] beside = [.. winners.Where(winner => winner.Neighbours is { Scored: > 0 })];
        if (beside.Length == 0)
            return;
        text.Heading(2, "Neighbours");
        string alone = spec.Objective.HasLuck ? ", and is probably luck" : string.Empty;
        text.Paragraph(
            $"The trials one step beside each winner, by {FirstScore}. A score that means something changes little with one step: the "
                + $"median neighbour keeps most of the advantage over the median of all trials, {Markdown.Number(summary.Median)}. "
                    + $"Where it keeps less than half, the winner stands alone{alone}.");
        text.Table(
            ["trial", FirstScore, "neighbours", "worst", "median", "best", "advantage kept", "verdict"],
            beside.Select(winner => (IReadOnlyList<string>)
            [
                $"{winner.Trial}", Markdown.Number(
                    winner.Neighbours!.Score), $"{winner.Neighbours.Scored}", Markdown.Number(winner.Neighbours.Worst),
                Markdown.Number(winner.Neighbours.Median), Markdown.Number(winner.Neighbours.Best), Markdown.Percent(
                    winner.Neighbours.Retained), Verdict(winner.Neighbours),
            ]));
        long[] peaks = [.. beside.Where(winner => winner.Neighbours!.StandsAlone).Select(winner => winner.Trial)];
        if (peaks.Length > 0)
            text.Paragraph($"**Stands alone: trial {string.Join(", ", peaks)}.** Prefer a winner on a plateau.");
    }

    private static string Verdict(NeighbourScores neighbours) =>
        neighbours.Scored < NeighbourScores.Enough ? "too few neighbours"
        : double.IsNaN(neighbours.Retained) ? "no better than the median trial"
        : neighbours.StandsAlone ? "**stands alone**" : "plateau";
}
