using System.Text;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Running;

/// <summary>The ranking as a table for the terminal.</summary>
public static class RankingTable
{
    private const int Width = 12;

    /// <summary>Writes the finalists, or the best trials of a study with one stage, and what else is to be said of the run.</summary>
    public static void Write(RunOutcome outcome, TextWriter output)
    {
        StudyPlan plan = outcome.Plan;
        if (plan.Shape.Confirmation is { } confirmation)
        {
            Head(output, confirmation.Scenarios);
            int rank = 0;
            foreach (Finalist finalist in outcome.Finalists)
                output.WriteLine(Row(++rank, finalist.Trial, finalist.Score, finalist.Scores, Values(outcome, finalist.Trial)));
        }
        else if (plan.Top.Any(ranked => double.IsFinite(ranked.Score)))
        {
            Head(output, []);
            int rank = 0;
            foreach (RankedTrial ranked in plan.Top.Where(ranked => double.IsFinite(ranked.Score)))
                output.WriteLine(Row(++rank, ranked.Trial, ranked.Score, [], Values(outcome, ranked.Trial)));
        }

        if (plan.EndReason is { } end)
            output.WriteLine(end);
        if (plan.KeepReason is { } reason)
            output.WriteLine(reason);
        Remark(
            output,
            outcome.Executor.Remarks.Select(remark => remark.Text),
            (plan.Trials, plan.Undefined, plan.Failed),
            plan.Spec.Metrics[0].Name);
        output.WriteLine($"Results in {outcome.Folder} after {outcome.Elapsed.TotalSeconds:F2} s.");
    }

    /// <summary>Says what else is to be known before a ranking is believed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="remarks">What was assumed about the data.</param>
    /// <param name="trials">How many trials there were, had no value to be ranked by, and failed.</param>
    /// <param name="metric">The metric that ranks.</param>
    internal static void Remark(
        TextWriter output, IEnumerable<string> remarks, (long All, long Undefined, long Failed) trials, string metric)
    {
        foreach (string remark in remarks)
            output.WriteLine($"Beware: {remark}");
        string all = ReadableNumber.Count(trials.All, "trial");
        if (trials.Undefined > 0)
            output.WriteLine(
                $"{trials.Undefined} of {all} traded too seldom for {metric} and {(trials.Undefined == 1 ? "is" : "are")} not ranked.");
        if (trials.Failed > 0)
            output.WriteLine($"{trials.Failed} of {all} failed; the column 'failure' says why.");
    }

    /// <summary>The first row of a ranking.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="scenarios">The scenarios of the columns beside the score.</param>
    internal static void Head(TextWriter output, IEnumerable<string> scenarios) => output.WriteLine(
        "rank   trial" + string.Concat(scenarios.Select(name => $"score_{name}").Prepend("score").Select(name => name.PadLeft(Width)))
            + "  parameters");

    /// <summary>A row of a ranking.</summary>
    internal static string Row(int rank, long trial, double score, IEnumerable<double> scores, string values)
    {
        StringBuilder line = new StringBuilder().Append($"{rank,4} {trial,7}");
        foreach (double number in scores.Prepend(score))
            line.Append(ReadableNumber.Of(number).PadLeft(Width));
        return line.Append("  ").Append(values).ToString();
    }

    private static string Values(RunOutcome outcome, long trial) =>
        ReadableNumber.Of(outcome.Executor.Values(trial, outcome.History));
}
