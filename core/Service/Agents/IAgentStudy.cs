using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Service.Agents;

/// <summary>A study at work whose trials agents evaluate, as its host knows it.</summary>
public interface IAgentStudy
{
    /// <summary>The study and how its reports and outcomes are judged.</summary>
    AgentRules Rules { get; }

    /// <summary>The trials that a pruner compares this one with.</summary>
    Task<StudyHistory> HistoryAsync(EvaluateTrial item, CancellationToken cancellation);

    /// <summary>Takes over the outcome of a trial, which is stored. It may come more than once.</summary>
    Task DeliverAsync(AgentTrial told, CancellationToken cancellation);
}
