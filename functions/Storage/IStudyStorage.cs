using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Functions.Storage;

/// <summary>Where this app keeps what studies read and write.</summary>
public interface IStudyStorage
{
    /// <summary>Uploaded data, named by its hash.</summary>
    IArtifactStore Uploads { get; }

    /// <summary>Market data: uploads, and what lies in the data container.</summary>
    IDataSource Data { get; }

    /// <summary>The artifacts of a study.</summary>
    IArtifactStore ArtifactsOf(string study);
}
