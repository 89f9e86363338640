namespace ServerlessTuner.Core.Service.Agents;

/// <summary>Keeps the trials that agents evaluate. Implemented on the file system and on Table Storage.</summary>
/// <remarks>
/// What is written depends on what was read, so that two agents never get the same trial. Safe for several threads and hosts.
/// </remarks>
public interface IAgentTrialStore
{
    /// <summary>Adds a trial.</summary>
    /// <returns>False, and nothing is changed, where the study has a trial of that number.</returns>
    Task<bool> AddAsync(string study, AgentTrial trial, CancellationToken cancellation);

    /// <summary>The trial with a number, or null.</summary>
    Task<StoredTrial?> FindAsync(string study, long trial, CancellationToken cancellation);

    /// <summary>The trials whose outcome is still to be told, by ascending number.</summary>
    /// <param name="study">The study's id.</param>
    /// <param name="from">The lowest number that is looked at.</param>
    /// <param name="cancellation">Ends the search.</param>
    Task<IReadOnlyList<StoredTrial>> ListOpenAsync(string study, long from, CancellationToken cancellation);

    /// <summary>Replaces a trial that is still as it was read.</summary>
    /// <returns>False, and nothing is changed, where it has changed since.</returns>
    Task<bool> ReplaceAsync(string study, AgentTrial trial, string version, CancellationToken cancellation);
}
