using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>A journal as it was read.</summary>
/// <param name="Head">Its first line.</param>
/// <param name="Entries">What followed, in its order.</param>
/// <param name="Length">The length of the whole lines in bytes; a torn last line is not among them.</param>
/// <param name="Chain">The checksum of the last whole line, on which the next one builds.</param>
internal sealed record JournalContent(JournalHead Head, IReadOnlyList<PlanEntry> Entries, long Length, JournalChain Chain);
