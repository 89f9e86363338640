namespace ServerlessTuner.Cli.Programs;

/// <summary>How a trial ended that a program evaluated.</summary>
internal enum ProgramState
{
    /// <summary>With its metrics.</summary>
    Complete,

    /// <summary>Stopped early.</summary>
    Pruned,

    /// <summary>Without.</summary>
    Failed,
}
