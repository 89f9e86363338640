using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <summary>A study at work, for the calls of its agents.</summary>
internal sealed class ServedAgentStudy(Scheduler scheduler, ServedStudy study, AgentRules rules) : IAgentStudy
{
    public AgentRules Rules => rules;

    public Task<StudyHistory> HistoryAsync(EvaluateTrial item, CancellationToken cancellation) => Task.FromResult(study.Run!.History);

    public Task DeliverAsync(AgentTrial told, CancellationToken cancellation) => scheduler.DeliverAsync(study, told);
}
