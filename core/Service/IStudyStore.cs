namespace ServerlessTuner.Core.Service;

/// <summary>Keeps the records of studies and trials. Implemented on the file system and on Table Storage.</summary>
/// <remarks>Every call may be repeated: a save is an upsert, and the last one stands. Safe for several threads.</remarks>
public interface IStudyStore
{
    /// <summary>Adds a study.</summary>
    /// <returns>False, and nothing is changed, where a study of that id exists.</returns>
    Task<bool> AddAsync(StudyRecord study, CancellationToken cancellation);

    /// <summary>Saves a study, whether it exists or not.</summary>
    Task SaveAsync(StudyRecord study, CancellationToken cancellation);

    /// <summary>The study with an id, or null. Ids differ by case.</summary>
    Task<StudyRecord?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>All studies, the newest first; those of the same moment by id.</summary>
    Task<IReadOnlyList<StudyRecord>> ListAsync(CancellationToken cancellation);

    /// <summary>Removes a study and its trials; a missing one is no error.</summary>
    Task DeleteAsync(string id, CancellationToken cancellation);

    /// <summary>Saves trials of a study; one that stood at the same stage and rank is replaced, others stay.</summary>
    Task SaveTrialsAsync(string id, IReadOnlyList<TrialRecord> trials, CancellationToken cancellation);

    /// <summary>The trials of a stage by rank; empty where there are none.</summary>
    Task<IReadOnlyList<TrialRecord>> ListTrialsAsync(string id, int stage, CancellationToken cancellation);
}
