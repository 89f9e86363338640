using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Running;

/// <summary>How a run went.</summary>
/// <param name="Plan">The plan at its end.</param>
/// <param name="Executor">What carried it out.</param>
/// <param name="History">The trials of a search in batches.</param>
/// <param name="Finalists">The ranking of the last stage; empty in a study with one stage.</param>
/// <param name="Folder">The output folder.</param>
/// <param name="Resumed">How many pieces of work an earlier run had finished.</param>
/// <param name="Elapsed">Wall time of this run.</param>
public sealed record RunOutcome(
    StudyPlan Plan,
    StudyExecutor Executor,
    StudyHistory History,
    IReadOnlyList<Finalist> Finalists,
    string Folder,
    int Resumed,
    TimeSpan Elapsed)
{
    /// <summary>What to say of a study whose trials all failed, with the first reason; null where one did not.</summary>
    public string? Failure { get; init; }
}
