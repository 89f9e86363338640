namespace ServerlessTuner.Cli.Running;

/// <summary>What the first line of a journal says: enough to plan the same pieces of work again.</summary>
/// <param name="Version">The version of the journal's format.</param>
/// <param name="Study">The study's identity, with the versions of its data.</param>
/// <param name="Trials">How many trials the first stage had when the study began; 0 where only a rule ends it.</param>
/// <param name="ChunkSize">Trials per chunk.</param>
internal sealed record JournalHead(int Version, string Study, long Trials, int ChunkSize)
{
    /// <summary>
    /// The version that is written and read. Version 1, of tuner 0.1, had neither checksums nor a number; version 2 named studies by
    /// another hash.
    /// </summary>
    public const int CurrentVersion = 3;
}
