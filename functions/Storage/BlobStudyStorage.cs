using Azure.Storage.Blobs;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Functions.Storage;

/// <summary>Blob Storage: one container with market data, one with everything that studies made.</summary>
/// <param name="data">The container with market data.</param>
/// <param name="studies">The container for artifacts, below <c>studies/ID/</c>, and uploads, below <c>uploads/</c>.</param>
public sealed class BlobStudyStorage(BlobContainerClient data, BlobContainerClient studies) : IStudyStorage
{
    // A study's id has no slash and may be "uploads"; hence the two roots.
    private readonly BlobArtifactStore uploads = new(studies, "uploads/");

    /// <inheritdoc/>
    public IArtifactStore Uploads => uploads;

    /// <inheritdoc/>
    public IDataSource Data { get; } = new UploadedData(new BlobDataSource(data), new BlobArtifactStore(studies, "uploads/"));

    /// <inheritdoc/>
    public IArtifactStore ArtifactsOf(string study) => new BlobArtifactStore(studies, $"studies/{study}/");
}
