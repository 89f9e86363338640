using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Search.Tests.Pruners;

/// <summary>A study in which every report is judged at once, as with Optuna's <c>report</c> and <c>should_prune</c>.</summary>
internal sealed class PrunedStudy(IPruner pruner, Goal goal = Goal.Minimize)
{
    private long started;

    public PrunedStudy(string name, string settings, Goal goal = Goal.Minimize)
        : this(PrunerRegistry.Create(new ComponentSpec(name, Settings(settings)), "study"), goal)
    {
    }

    public TrialReports Reports { get; } = new(goal);

    public static ParameterSet Settings(string json) => ParameterSet.FromJson(System.Text.Json.JsonDocument.Parse(json).RootElement);

    public long Start() => started++;

    /// <summary>Reports, and says whether the trial should be pruned.</summary>
    public bool Report(long trial, int step, double value)
    {
        Reports.Report(trial, step, value);
        PruneDecision decision = pruner.Decide(Reports, trial);
        Reports.Apply(trial, decision);
        return decision.Prune;
    }

    /// <summary>Reports from a first step on, and returns the steps at which the trial should be pruned.</summary>
    public int[] ReportAll(long trial, int firstStep, params double[] values) =>
        [.. Enumerable.Range(firstStep, values.Length).Where(step => Report(trial, step, values[step - firstStep]))];

    public void Complete(long trial, double value) => Reports.Finish(trial, TrialOutcome.Complete, value);

    /// <summary>A complete trial with the same value at the steps from a first one.</summary>
    public void AddComplete(double final, int firstStep, params double[] values)
    {
        long trial = Start();
        for (int i = 0; i < values.Length; i++)
            Reports.Report(trial, firstStep + i, values[i]);
        Complete(trial, final);
    }
}
