using ServerlessTuner.Core.Execution;
using ServerlessTuner.Core.Objectives;
using ServerlessTuner.Core.Studies;

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

/// <summary>What follows from a study alone for its agents.</summary>
public sealed class AgentRules
{
    /// <summary>Prepares a study.</summary>
    /// <param name="spec">The study, with an <see cref="ExternalSpec"/>.</param>
    /// <exception cref="InvalidInputException">The study cannot be run.</exception>
    public AgentRules(StudySpec spec)
    {
        Spec = spec;
        Objective = (ExternalSpec)spec.Objective;
        var metrics = new ExternalObjective(Objective, spec.Metrics);
        (Metrics, Required) = (metrics.Metrics, metrics.Required);
        Judge = new TrialJudge(spec, Metrics, Objective.Steps);
    }

    /// <summary>The study.</summary>
    public StudySpec Spec { get; }

    /// <summary>What agents evaluate.</summary>
    public ExternalSpec Objective { get; }

    /// <summary>The metrics that are kept, in the order of the result files.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>Those of them that every report and outcome must bring.</summary>
    public IReadOnlyList<string> Required { get; }

    /// <summary>Judges reports and outcomes.</summary>
    public TrialJudge Judge { get; }

    /// <summary>The outcome of a trial that nobody will evaluate.</summary>
    public TrialResult Abandoned(EvaluateTrial item) => Judge.Failed(item, "The search ended before an agent evaluated this trial.", []);
}
