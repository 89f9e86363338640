using System.Collections.Concurrent;

namespace ServerlessTuner.Cli.Serving;

/// <summary>The studies of a service that have not ended, and the lock of their state.</summary>
/// <remarks>
/// There is no order of locks, because no thread holds two: <see cref="Gate"/>, the lock of a plan and the lock of a store are each held
/// for a few instructions, and nothing is awaited, written or locked meanwhile. What takes longer waits for
/// <see cref="ServedStudy.Saving"/>,
/// which is awaited before any of them and never inside.
/// </remarks>
internal sealed class LiveStudies
{
    private readonly ConcurrentDictionary<string, ServedStudy> studies = new(StringComparer.Ordinal);
    private volatile bool ending;

    /// <summary>Guards the state of all studies.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Whether the service ends: nothing new starts and no study is concluded.</summary>
    public bool IsEnding => ending;

    /// <summary>All of them, as they are at this moment.</summary>
    public IEnumerable<ServedStudy> All => studies.Values;

    /// <summary>Adds a study, unless it is there or the service ends.</summary>
    public bool TryAdd(ServedStudy study) => !ending && studies.TryAdd(study.Id, study);

    /// <summary>The study with an id, or null.</summary>
    public ServedStudy? Find(string id) => studies.GetValueOrDefault(id);

    /// <summary>Whether a study has not ended.</summary>
    public bool Contains(string id) => studies.ContainsKey(id);

    /// <summary>Forgets a study that has ended.</summary>
    public void Remove(ServedStudy study) => studies.TryRemove(study.Id, out _);

    /// <summary>Starts nothing new from now on, and tells what runs to end.</summary>
    public void End()
    {
        ending = true;
        foreach (ServedStudy study in studies.Values)
            study.Cancel();
    }
}
