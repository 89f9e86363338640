using ServerlessTuner.Core.Learning.Models;

namespace ServerlessTuner.Core.Studies.Reports;

/// <content>The model of the winner.</content>
internal sealed partial class StudyReport
{
    private const int MostFeatures = 15;

    private static readonly string[] HoldoutMetrics = ["trades", "sharpe", "pnl_pips", "win_rate", "profit_factor", "max_drawdown_pips"];

    private static void WriteModel(Markdown text, ModelCard model)
    {
        text.Heading(2, "The model");
        text.Paragraph(
            $"The values of trial {model.Trial}, trained once more on all {Markdown.Count(model.Observations)} observations, are in "
                + $"`{model.File}`, which the original library reads; what else is needed to use it is in `{ModelCard.FileName}`. "
                + $"`tuner predict` takes both.");
        text.Table(
            ["feature", "share of the gain", "expression"],
            model.Importance.Take(MostFeatures).Select(pair => (IReadOnlyList<string>)
            [
                pair.Key, Markdown.Percent(pair.Value), model.Features.First(feature => feature.Name == pair.Key).Expression,
            ]));
        if (model.Holdout is null)
            return;
        text.Paragraph("On the data held out to the end, which no trial saw:");
        text.Table(
            ["metric", "holdout"],
            HoldoutMetrics.Select(name => (IReadOnlyList<string>)
                [name, Markdown.Number(model.Holdout.TryGetValue(name, out double value) ? value : double.NaN)]));
    }
}
