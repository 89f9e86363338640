using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <summary>Studies whose trials agents evaluate: threads propose and offer, agents do the rest.</summary>
internal sealed class AgentWork(IAgentTrialStore trials, TimeProvider time)
{
    /// <summary>Offers a trial; what was told about it before the service was killed is applied at once.</summary>
    public async Task OfferAsync(ServedStudy study, EvaluateTrial item)
    {
        if ((await DeskOf(study).OfferAsync(item, null, study.Cancellation)).Result is { } told)
            study.Run!.Apply(told, study.Meter);
    }

    /// <summary>Ends the trials that nobody evaluates of a study whose search was ended: no agent will be given them any more.</summary>
    public async Task AbandonAsync(ServedStudy study, Scheduler scheduler)
    {
        if (study is not { Rules: { } rules, Run: { } run } || !run.WasEnded())
            return;
        foreach (StoredTrial stored in await trials.ListOpenAsync(study.Id, 0, study.Cancellation))
        {
            if (await DeskOf(study).OfferAsync(stored.Trial.Item, rules, study.Cancellation) is { IsOpen: false } told)
                await scheduler.DeliverAsync(study, told);
        }
    }

    private AgentDesk DeskOf(ServedStudy study) => new(study.Id, trials, time);
}
