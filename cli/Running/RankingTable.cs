using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Cli.Running;

/// <summary>The ranking as a table for the terminal.</summary>
public static class RankingTable
{
    /// <summary>Writes the finalists, or the best trials of a study with one stage.</summary>
    public static void Write(RunOutcome outcome, TextWriter output)
    {
        if (outcome.Plan.Shape.Confirmation is not { } confirmation)
        {
            foreach (var ranked in outcome.Plan.Top.Where(ranked => double.IsFinite(ranked.Score)))
                output.WriteLine(
                    $"Best: trial {ranked.Trial}  {ranked.Score:F4}  {outcome.Executor.Values(ranked.Trial, outcome.History)}");
        }
        else
        {
            output.WriteLine(
                "rank   trial      score" + string.Concat(confirmation.Scenarios.Select(name => $"{"score_" + name,11}")) + "  parameters");
            int rank = 0;
            foreach (var finalist in outcome.Finalists)
            {
                ParameterSet values = outcome.Executor.Values(finalist.Trial, outcome.History);
                output.WriteLine(
                    $"{++rank,4} {finalist.Trial,7} {finalist.Score,10:F4}" + string.Concat(
                        finalist.Scores.Select(score => $"{score,11:F4}")) + $"  {values}");
            }
        }

        if (outcome.Plan.EndReason is { } end)
            output.WriteLine(end);
        if (outcome.Plan.KeepReason is { } reason)
            output.WriteLine(reason);
        foreach (DataRemark remark in outcome.Executor.Remarks)
            output.WriteLine($"Beware: {remark.Text}");
        if (outcome.Plan.Undefined > 0)
            output.WriteLine(
                $"{outcome.Plan.Undefined} of {outcome.Plan.Trials} trials traded too seldom for {outcome.Plan.Spec.Metrics[0].Name} "
                    + $"and are not ranked.");
        if (outcome.Plan.Failed > 0)
            output.WriteLine($"{outcome.Plan.Failed} of {outcome.Plan.Trials} trials failed; the column 'failure' says why.");
        output.WriteLine($"Results in {outcome.Folder} after {outcome.Elapsed.TotalSeconds:F2} s.");
    }
}
