using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Service.Agents;

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

    /// <summary>The outcome of a trial that every agent who had it was lost with.</summary>
    public TrialResult Lost(AgentTrial trial) =>
        Judge.Failed(trial.Item, $"{trial.Lost} agents took this trial and fell silent until their leases ended.", []);

    /// <summary>
    /// The outcome of a trial that nobody will evaluate: one that no agent was given is no trial of the study, one that an agent was lost
    /// with has failed.
    /// </summary>
    public TrialResult Abandoned(AgentTrial trial) => trial.Attempt == 0
        ? Judge.Dropped(trial.Item)
        : Judge.Failed(trial.Item, "The search ended before an agent evaluated this trial.", []);
}
