using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Execution;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Core.Tests.Service;

public sealed class MemoryStudyStoreTests : StudyStoreContract
{
    protected override IStudyStore Create() => new MemoryStudyStore();
}

public sealed class MemoryArtifactStoreTests : ArtifactStoreContract
{
    protected override IArtifactStore Create() => new MemoryArtifactStore();
}
