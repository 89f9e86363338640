using ServerlessTuner.Core.Learning.Policies;

namespace ServerlessTuner.Core.Studies.Reports;

/// <content>The policy of the winner.</content>
internal sealed partial class StudyReport
{
    private const string Slippage = "eval/slippage_vs_twap";

    private static void WritePolicy(Markdown text, PolicyCard policy)
    {
        text.Heading(2, "The policy");
        text.Paragraph(
            $"The policy of trial {policy.Trial} ({policy.Model}, {policy.Environment}) is in `{FinalPolicy.PolicyName}`, and for other "
                + $"programs in `{FinalPolicy.OnnxName}`; what else is needed to use it is in `{PolicyCard.FileName}`. "
                + "`tuner replay` shows its episodes.");
        string unseen = policy.Symbols.Count > 0 ? "holdout" : "other episodes";
        if (policy.Holdout is not null)
            text.Paragraph(
                policy.Symbols.Count > 0
                    ? "On the data held out to the end, which no trial was chosen by:"
                    : "In other episodes, which no trial was chosen by:");
        text.Table(
            ["metric", "judged by", .. policy.Holdout is null ? Array.Empty<string>() : [unseen]],
            policy.Metrics.Where(static metric => !metric.Key.StartsWith("train/", StringComparison.Ordinal)).Select(
                metric => (IReadOnlyList<string>)
                [
                    metric.Key, Markdown.Number(metric.Value),
                    .. policy.Holdout is null
                        ? Array.Empty<string>()
                        : [Markdown.Number(policy.Holdout.TryGetValue(metric.Key, out double value) ? value : double.NaN)],
                ]));
        if (VerdictOnTwap(policy) is string verdict)
            text.Paragraph(verdict);
    }

    // Of the data held out, where there are any: those that policies were chosen by flatter the one that was chosen.
    private static string? VerdictOnTwap(PolicyCard policy)
    {
        IReadOnlyDictionary<string, double> metrics = policy.Holdout ?? policy.Metrics;
        if (!metrics.TryGetValue(Slippage, out double mean)
            || !metrics.TryGetValue(Slippage + "_low", out double low)
            || !metrics.TryGetValue(Slippage + "_high", out double high))
            return null;
        string where = policy.Holdout is null ? "On the data that policies are judged by" : "On the holdout";
        string interval = $"{Markdown.Number(mean)} bps against TWAP (95 % between {Markdown.Number(low)} and {Markdown.Number(high)})";
        return high < 0
            ? $"{where} it costs {interval}: it beats TWAP."
            : low > 0
                ? $"{where} it costs {interval}: **TWAP is better.**"
                : $"{where} it costs {interval}: **it does not beat TWAP**, as far as these orders tell.";
    }
}
