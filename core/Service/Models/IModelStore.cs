using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>Keeps registered models. Implemented on the file system and on Table and Blob Storage.</summary>
/// <remarks>Safe for several processes at once: of two that append the same number, one is told that it came too late.</remarks>
public interface IModelStore
{
    /// <summary>The files of all versions, named <c>DIGEST/FILE</c>. Never changed once they are there.</summary>
    IArtifactStore Files { get; }

    /// <summary>The names of all models, sorted ordinally. Names differ by case.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation);

    /// <summary>The history of a name, the oldest first; empty for an unknown one.</summary>
    Task<IReadOnlyList<ModelEvent>> ReadAsync(string name, CancellationToken cancellation);

    /// <summary>Appends an entry; when this returns, it survives a kill.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="entry">The entry, with the number that follows the last.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>False, and nothing is changed, where there is an entry of that number.</returns>
    Task<bool> TryAppendAsync(string name, ModelEvent entry, CancellationToken cancellation);
}
