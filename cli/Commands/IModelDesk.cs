using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Service.Models;

namespace ServerlessTuner.Cli.Commands;

/// <summary>A registry of models, in a folder of this machine or on a service.</summary>
internal interface IModelDesk : IDisposable
{
    /// <summary>All models, or the one of a name.</summary>
    Task<IReadOnlyList<ModelView>> ListAsync(string? name);

    /// <summary>A version with its files.</summary>
    Task<(ModelVersion Version, FinalModel Model)> GetAsync(string name, string version);

    /// <summary>Registers the model of a trial.</summary>
    /// <param name="study">The folder or the id of the study.</param>
    /// <param name="trial">The trial; null for the winner.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="alias">The alias to set, or null.</param>
    /// <param name="require">The gate, or null.</param>
    /// <param name="cancellation">Ends a training.</param>
    Task<ModelVersion> PromoteAsync(
        string study, long? trial, string name, string? alias, string? require, CancellationToken cancellation);

    /// <summary>Sets an alias to a version.</summary>
    Task<ModelVersion> MoveAsync(string name, string alias, string version, string? require);

    /// <summary>Sets an alias back.</summary>
    Task<ModelVersion> RollbackAsync(string name, string alias);
}
