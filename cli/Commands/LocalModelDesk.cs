using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Cli.Commands;

/// <summary>A registry in a folder of this machine.</summary>
/// <param name="folder">The folder.</param>
/// <param name="by">Who works on it.</param>
internal sealed class LocalModelDesk(string folder, string by) : IModelDesk
{
    private readonly ModelLibrary library = new(new FileModelStore(folder), TimeProvider.System);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelView>> ListAsync(string? name) => name is null
        ? [.. (await library.ListAsync(default)).Select(ModelView.Of)]
        : [ModelView.Of(await FindAsync(name))];

    /// <inheritdoc/>
    public async Task<(ModelVersion Version, FinalModel Model)> GetAsync(string name, string version)
    {
        ModelVersion found = (await FindAsync(name)).Find(version);
        return (found, await library.OpenAsync(found, default));
    }

    /// <inheritdoc/>
    public async Task<ModelVersion> PromoteAsync(
        string study, long? trial, string name, string? alias, string? require, CancellationToken cancellation)
    {
        StudySpec spec = StudyFolder.Load(study);
        var models = new ModelOfStudy(
            spec,
            new FileArtifactStore(study),
            async stop => (await MarketData.LoadAsync(
                spec.Data, new FileDataSource(Environment.CurrentDirectory), new BarCache(), stop)).Bars,
            TimeProvider.System);
        return await library.PromoteAsync(name, await models.GetAsync(trial, cancellation), alias, require, by, cancellation);
    }

    /// <inheritdoc/>
    public Task<ModelVersion> MoveAsync(string name, string alias, string version, string? require) =>
        library.MoveAsync(name, alias, version, require, by, default);

    /// <inheritdoc/>
    public Task<ModelVersion> RollbackAsync(string name, string alias) => library.RollbackAsync(name, alias, by, default);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Files are open only while they are read or written.
    }

    private async Task<RegisteredModel> FindAsync(string name) => await library.FindAsync(name, default)
        ?? throw new InvalidInputException(name, $"There is no model '{name}' in {folder}.", "'tuner model list' shows all.");
}
