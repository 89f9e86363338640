using ServerlessTuner.Cli.Running;

namespace ServerlessTuner.Cli.Serving;

/// <summary>Looks at the plan of a run while threads work on it.</summary>
internal static class RunState
{
    /// <summary>Whether the search was ended before its budget, so that trials that nobody evaluates are waited for in vain.</summary>
    public static bool WasEnded(this StudyRun run) => run.Read(plan => plan is { Stage: 1, WasEnded: true });

    /// <summary>Whether it is known why the search ended.</summary>
    public static bool HasEndReason(this StudyRun run) => run.Read(plan => plan.EndReason is not null);
}
