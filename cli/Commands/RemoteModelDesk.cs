using System.Text;
using ServerlessTuner.Cli.Client;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Models;

namespace ServerlessTuner.Cli.Commands;

/// <summary>The registry of a service.</summary>
/// <param name="client">The service.</param>
/// <param name="by">Who works on it.</param>
internal sealed class RemoteModelDesk(ServiceClient client, string by) : IModelDesk
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelView>> ListAsync(string? name) => name is null
        ? (await client.GetAsync("/api/models", ServiceJson.Default.ModelListView, default)).Models
        : [await client.GetAsync(PathOf(name), ServiceJson.Default.ModelView, default)];

    /// <inheritdoc/>
    public async Task<(ModelVersion Version, FinalModel Model)> GetAsync(string name, string version)
    {
        ModelVersionView view = await client.GetAsync(
            $"{PathOf(name)}/versions/{Uri.EscapeDataString(version)}", ServiceJson.Default.ModelVersionView, default);
        byte[] content = await FileAsync(view.Version.File), card = await FileAsync(ModelCard.FileName);
        return (view.Version, new FinalModel(ModelPackage.ReadCard(Encoding.UTF8.GetString(card), ModelCard.FileName), content));

        Task<byte[]> FileAsync(string file) => client.ReadAsync(view.Files.First(known => known.Name == file).Href, default);
    }

    /// <inheritdoc/>
    public async Task<ModelVersion> PromoteAsync(
        string study, long? trial, string name, string? alias, string? require, CancellationToken cancellation) =>
        (await client.SendAsync(
            HttpMethod.Post,
            $"{PathOf(name)}/versions",
            new PromoteRequest(study, trial, alias, require, by),
            ServiceJson.Default.PromoteRequest,
            ServiceJson.Default.ModelVersionView,
            cancellation)).Version;

    /// <inheritdoc/>
    public async Task<ModelVersion> MoveAsync(string name, string alias, string version, string? require) =>
        (await client.SendAsync(
            HttpMethod.Put,
            $"{PathOf(name)}/aliases/{Uri.EscapeDataString(alias)}",
            new MoveAliasRequest(version, require, by),
            ServiceJson.Default.MoveAliasRequest,
            ServiceJson.Default.ModelVersionView,
            default)).Version;

    /// <inheritdoc/>
    public async Task<ModelVersion> RollbackAsync(string name, string alias) =>
        (await client.SendAsync(
            HttpMethod.Post,
            $"{PathOf(name)}/aliases/{Uri.EscapeDataString(alias)}/rollback",
            new RollbackRequest(by),
            ServiceJson.Default.RollbackRequest,
            ServiceJson.Default.ModelVersionView,
            default,
            once: true)).Version;

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static string PathOf(string name) => $"/api/models/{Uri.EscapeDataString(name)}";
}
