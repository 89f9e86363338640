using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <content>Studies whose trials agents evaluate: threads propose and offer, agents do the rest.</content>
internal sealed partial class ServeHost
{
    // How long a call of an agent waits for a study to be opened, after a restart of the service for example.
    private static readonly TimeSpan OpeningPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OpeningPeriod = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public IAgentTrialStore AgentTrials { get; }

    /// <inheritdoc/>
    public async Task<IAgentStudy?> FindAgentStudyAsync(string id, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            lock (gate)
            {
                if (ending || !studies.TryGetValue(id, out ServedStudy? study) || study.IsCancelled || study.Fault is not null)
                    return null;
                if (study is { Run: not null, Rules: { } rules })
                    return new AgentStudy(this, study, rules);
                if (study.Status == StudyStatus.Queued)
                    return null;
                // A study that was paused before a restart starts nothing new, but takes what is told about trials that run.
                if (!study.IsAdmitted)
                    Admit(study);
            }

            if (time.GetElapsedTime(start) > OpeningPatience)
                return null;
            await Task.Delay(OpeningPeriod, time, cancellation);
        }
    }

    private AgentDesk DeskOf(ServedStudy study) => new(study.Record.Id, AgentTrials, time);

    /// <summary>Offers a trial; what was told about it before the service was killed is folded in at once.</summary>
    private async Task OfferAsync(ServedStudy study, EvaluateTrial item)
    {
        if ((await DeskOf(study).OfferAsync(item, null, study.Cancellation)).Result is { } told)
            study.Run!.Apply(told, study);
    }

    /// <summary>Journals an outcome and folds it in, unless the study has ended meanwhile.</summary>
    private void Deliver(ServedStudy study, TrialResult told)
    {
        lock (gate)
        {
            // Counted as work, so that nothing closes the journal meanwhile.
            if (ending || study.IsPublishing || study.IsCancelled || study.Fault is not null || !studies.ContainsKey(study.Record.Id))
                return;
            study.InFlight++;
        }

        try
        {
            study.Run!.Apply(told, study);
        }
        finally
        {
            lock (gate)
            {
                study.InFlight--;
                Settle(study);
                Monitor.PulseAll(gate);
            }

            Flush();
        }
    }

    /// <summary>Ends the trials that nobody evaluates of studies whose search was ended: no agent will be given them any more.</summary>
    private async Task AbandonAsync(ServedStudy study)
    {
        if (study is not { Rules: { } rules, Run: { } run } || !IsEnded(run))
            return;
        foreach (StoredTrial stored in await AgentTrials.ListOpenAsync(study.Record.Id, 0, study.Cancellation))
        {
            if ((await DeskOf(study).OfferAsync(stored.Trial.Item, rules, study.Cancellation)).Result is { } told)
                Deliver(study, told);
        }
    }

    private static bool IsEnded(StudyRun run) => run.Read(plan => plan is { Stage: 1, WasEnded: true });

    /// <summary>A study at work, for the calls of its agents.</summary>
    private sealed class AgentStudy(ServeHost host, ServedStudy study, AgentRules rules) : IAgentStudy
    {
        public AgentRules Rules => rules;

        public Task<StudyHistory> HistoryAsync(EvaluateTrial item, CancellationToken cancellation) => Task.FromResult(study.Run!.History);

        public Task DeliverAsync(AgentTrial told, CancellationToken cancellation)
        {
            host.Deliver(study, told.Result!);
            return Task.CompletedTask;
        }
    }
}
