namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// At which reports a pruner looks: the first at or after <paramref name="WarmupSteps"/>, and from there the first in every
/// interval. A check for which nothing is reported is put off to the next report, as in Optuna.
/// </summary>
/// <param name="WarmupSteps">The first step at which to look; 0 or more.</param>
/// <param name="IntervalSteps">The length of an interval in steps; 1 or more.</param>
internal readonly record struct CheckInterval(int WarmupSteps, int IntervalSteps)
{
    /// <summary>Whether the trial's last report is the first in its interval.</summary>
    public bool IsDue(TrialTrack track)
    {
        if (track.Count == 0 || track.LastStep < WarmupSteps)
            return false;
        int start = WarmupSteps + ((track.LastStep - WarmupSteps) / IntervalSteps * IntervalSteps);
        int before = track.Count > 1 ? track.Steps[track.Count - 2] : -1;
        return before < start;
    }
}
