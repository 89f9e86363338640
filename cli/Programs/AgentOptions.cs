namespace ServerlessTuner.Cli.Programs;

/// <summary>How an agent works.</summary>
internal sealed record AgentOptions
{
    /// <summary>How it calls itself to the service.</summary>
    public required string Name { get; init; }

    /// <summary>How many programs run at once where the study names no slots.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>How many trials it takes at most, or null for no end.</summary>
    public long? Count { get; init; }

    /// <summary>After how many failures in a row of its own it ends: one broken machine must not burn a study.</summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>How long the service waits for a sign of it before it gives its trials to others.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);
}
