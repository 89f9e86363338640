namespace ServerlessTuner.Core.Studies.Objectives;

/// <summary>How a program can end badly.</summary>
public enum ProgramFailure
{
    /// <summary>It ended with an exit code other than 0.</summary>
    Error,

    /// <summary>A signal ended it that nobody here sent.</summary>
    Crash,

    /// <summary>It ran out of memory: the system killed it, or its last words say so.</summary>
    Oom,

    /// <summary>It took longer than the study allows.</summary>
    Timeout,
}
