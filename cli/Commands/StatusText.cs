using System.Globalization;
using ServerlessTuner.Cli.Client;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Commands;

/// <summary>How far a study on a service is, in a few lines.</summary>
internal static class StatusText
{
    /// <summary>Its progress, why it does not go on, its best trial, and the trials that agents have.</summary>
    public static IEnumerable<string> Lines(StudyView study)
    {
        string rate = Outcomes.Rate(study.RatePerSecond);
        string total = study.Total > 0 || study.Finished is not null ? $"{study.Total}" : "unknown";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"stage {study.Stage} of {study.Stages}: {study.Done}/{total}"
                + $"{Outcomes.Counts(study.Failed, study.Undefined, study.Pruned)}, elapsed={RemoteProgress.Clock(study.ElapsedSeconds)}"
                + $"{(study.EtaSeconds is double eta ? $" eta={RemoteProgress.Clock(eta)}" : string.Empty)}"
                + $"{(rate.Length > 0 ? $" rate={rate}" : string.Empty)}");
        if (study is { SecondsPerTrial: double seconds, MegabytesPerTrial: double megabytes })
            yield return string.Create(CultureInfo.InvariantCulture, $"a trial takes {seconds:0.##} s and allocates {megabytes:0.#} MB");
        if (study.Hold is not null)
            yield return study.Hold;
        if (study.Best is { } best)
            yield return $"best: trial {best.Trial}  {ReadableNumber.Of(best.Score)}  {RemoteRun.Values(best.Values)}";
        foreach (RunningTrialView trial in study.Running ?? [])
            yield return Line(trial);
        if (study.Waiting is > 0 and int waiting)
            yield return $"{ReadableNumber.Count(waiting, "trial")} {(waiting == 1 ? "waits" : "wait")} for an agent.";
    }

    private static string Line(RunningTrialView trial)
    {
        string who = trial.Agent is null ? "an agent" : $"agent {trial.Agent}";
        string tried = trial.Attempt > 1 ? $" (attempt {trial.Attempt})" : string.Empty;
        string step = trial.Step is int last
            ? $", step {last}: {ReadableNumber.Of(trial.Value ?? double.NaN)}"
            : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"running: trial {trial.Trial}{tried} with {who} since {trial.Since:HH:mm:ss}{step}, lease until "
                + $"{trial.LeaseEnd:yyyy-MM-dd HH:mm:ss} UTC");
    }
}
