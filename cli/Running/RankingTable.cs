using System.Text;
using ServerlessTuner.Core.Market;
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
        foreach (DataRemark remark in outcome.Executor.Remarks)
            output.WriteLine($"Beware: {remark.Text}");
        string all = ReadableNumber.Count(plan.Trials, "trial");
        if (plan.Undefined > 0)
            output.WriteLine(
                $"{plan.Undefined} of {all} traded too seldom for {plan.Spec.Metrics[0].Name} "
                    + $"and {(plan.Undefined == 1 ? "is" : "are")} not ranked.");
        if (plan.Failed > 0)
            output.WriteLine($"{plan.Failed} of {all} failed; the column 'failure' says why.");
        output.WriteLine($"Results in {outcome.Folder} after {outcome.Elapsed.TotalSeconds:F2} s.");
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
