using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// The reports of a study's trials, as pruners read them. Grown by applying events: a report, a decision, an end. What
/// pruners compare with (the values of all complete trials at a step, of all trials on a rung) is kept sorted from the moment
/// it is first asked for, so that a decision costs about the logarithm of the number of trials.
/// </summary>
/// <remarks>For one thread at a time; reading may build an index.</remarks>
public sealed class TrialReports(Goal goal)
{
    private readonly Dictionary<long, TrialTrack> tracks = [];
    private readonly Dictionary<int, ReportColumn> completeAtStep = [];
    private readonly Dictionary<int, ReportColumn> allAtPosition = [];
    private readonly Dictionary<(int Bracket, int Rung), ReportColumn> rungs = [];

    /// <summary>Which way the reported values are better.</summary>
    public Goal Goal { get; } = goal;

    /// <summary>How many trials are complete.</summary>
    public int CompleteCount { get; private set; }

    /// <summary>The complete trial with the best final value, the one with the lowest number among equals, or null.</summary>
    public TrialTrack? Best { get; private set; }

    /// <summary>The largest last step of a complete trial that reported, or null before there is one.</summary>
    public int? LastCompleteStep { get; private set; }

    /// <summary>The resource that a pruner settled for the whole study, or null.</summary>
    public int? SettledResource { get; private set; }

    /// <summary>All trials that reported or ended, in no particular order.</summary>
    public IReadOnlyCollection<TrialTrack> Tracks => tracks.Values;

    /// <summary>What is known about a trial, or null where it has neither reported nor ended.</summary>
    public TrialTrack? Find(long trial) => tracks.GetValueOrDefault(trial);

    /// <summary>
    /// Adds a report. The first report for a step counts, as in Optuna; a later one for the same step is ignored.
    /// </summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="step">The step, 0 or more; usually, but not necessarily, above the trial's earlier steps.</param>
    /// <param name="value">The value, in the sense of <see cref="Goal"/>. NaN is kept and means that the step was reached without a
    /// value.</param>
    /// <returns>Whether the report counted.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    /// <exception cref="InvalidOperationException">The trial has ended.</exception>
    public bool Report(long trial, int step, double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        TrialTrack track = Track(trial);
        if (track.Outcome is not null)
            throw new InvalidOperationException($"Trial {trial} has ended and cannot report step {step}.");
        int finiteBefore = track.FiniteCount;
        bool inOrder = step > track.LastStep;
        if (!track.Add(step, value))
            return false;
        if (!inOrder)
            allAtPosition.Clear();
        else if (track.FiniteCount > finiteBefore && allAtPosition.TryGetValue(finiteBefore, out ReportColumn? column))
            column.Add(value);
        return true;
    }

    /// <summary>Remembers what a decision says about rungs and resources.</summary>
    public void Apply(long trial, PruneDecision decision)
    {
        SettledResource ??= decision.Resource;
        if (decision.Rungs == 0)
            return;
        TrialTrack track = Track(trial);
        for (int i = 0; i < decision.Rungs; i++)
        {
            RungValues(decision.Bracket, track.Rungs).Add(track.LastValue);
            track.CompleteRung(decision.Bracket);
        }
    }

    /// <summary>Ends a trial.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="value">Its final value; ignored unless complete.</param>
    /// <exception cref="InvalidOperationException">The trial has ended before.</exception>
    public void Finish(long trial, TrialOutcome outcome, double value = double.NaN)
    {
        TrialTrack track = Track(trial);
        if (track.Outcome is not null)
            throw new InvalidOperationException($"Trial {trial} has ended already.");
        track.Outcome = outcome;
        if (outcome != TrialOutcome.Complete)
            return;
        track.FinalValue = value;
        CompleteCount++;
        if (track.Count > 0)
            LastCompleteStep = Math.Max(LastCompleteStep ?? 0, track.LastStep);
        if (Best is null || Goal.CompareRank(value, trial, Best.FinalValue, Best.Number) < 0)
            Best = track;
        for (int i = 0; i < track.Count; i++)
        {
            if (completeAtStep.TryGetValue(track.Steps[i], out ReportColumn? column))
                column.Add(track.Values[i]);
        }
    }

    /// <summary>Forgets a trial, as before it is run again in place.</summary>
    public void Remove(long trial)
    {
        if (!tracks.Remove(trial, out TrialTrack? track))
            return;
        if (track.Outcome == TrialOutcome.Complete)
            completeAtStep.Clear();
        allAtPosition.Clear();
        foreach (((int bracket, int rung), ReportColumn column) in rungs)
        {
            if (track.Bracket == bracket && rung < track.Rungs)
                column.Remove(track.RungValue(rung));
        }

        if (track.Outcome != TrialOutcome.Complete)
            return;
        CompleteCount--;
        Best = null;
        LastCompleteStep = null;
        foreach (TrialTrack other in tracks.Values.Where(other => other.Outcome == TrialOutcome.Complete))
        {
            if (other.Count > 0)
                LastCompleteStep = Math.Max(LastCompleteStep ?? 0, other.LastStep);
            if (Best is null || Goal.CompareRank(other.FinalValue, other.Number, Best.FinalValue, Best.Number) < 0)
                Best = other;
        }
    }

    /// <summary>
    /// Judges a trial that is running elsewhere by what it reported so far, and forgets it again: what trials of one batch report
    /// does not reach each other before the batch is applied.
    /// </summary>
    /// <param name="pruner">The pruner.</param>
    /// <param name="trial">The trial's number; it must be unknown here.</param>
    /// <param name="steps">Its reports so far, with the decisions on all but the last.</param>
    public PruneDecision Judge(IPruner pruner, long trial, IReadOnlyList<(int Step, double Value, PruneDecision Decision)> steps)
    {
        int? settled = SettledResource;
        try
        {
            for (int i = 0; i < steps.Count; i++)
            {
                Report(trial, steps[i].Step, steps[i].Value);
                if (i < steps.Count - 1)
                    Apply(trial, steps[i].Decision);
            }

            return pruner.Decide(this, trial);
        }
        finally
        {
            Remove(trial);
            SettledResource = settled;
        }
    }

    /// <summary>The values that complete trials reported at a step.</summary>
    internal ReportColumn CompleteAtStep(int step)
    {
        if (!completeAtStep.TryGetValue(step, out ReportColumn? column))
        {
            completeAtStep[step] = column = new ReportColumn();
            foreach (TrialTrack track in tracks.Values)
            {
                if (track.Outcome == TrialOutcome.Complete && track.TryValueAt(step, out double value))
                    column.Add(value);
            }
        }

        return column;
    }

    /// <summary>
    /// The finite values that all trials, whatever their state, reported at a position (from 0) among their finite values.
    /// </summary>
    internal ReportColumn AllAtPosition(int position)
    {
        if (!allAtPosition.TryGetValue(position, out ReportColumn? column))
        {
            allAtPosition[position] = column = new ReportColumn();
            foreach (TrialTrack track in tracks.Values)
            {
                if (track.TryFiniteAt(position, out double value))
                    column.Add(value);
            }
        }

        return column;
    }

    /// <summary>The values with which trials of a bracket completed a rung.</summary>
    internal ReportColumn RungValues(int bracket, int rung)
    {
        if (!rungs.TryGetValue((bracket, rung), out ReportColumn? column))
            rungs[(bracket, rung)] = column = new ReportColumn();
        return column;
    }

    private TrialTrack Track(long trial)
    {
        if (!tracks.TryGetValue(trial, out TrialTrack? track))
            tracks[trial] = track = new TrialTrack(trial);
        return track;
    }
}
