using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Service.Tests;

public sealed class MemoryStudyStoreTests : StudyStoreContract
{
    protected override IStudyStore Create() => new MemoryStudyStore();
}

public sealed class MemoryArtifactStoreTests : ArtifactStoreContract
{
    protected override IArtifactStore Create() => new MemoryArtifactStore();
}

public sealed class MemoryAgentTrialStoreTests : AgentTrialStoreContract
{
    protected override IAgentTrialStore Create() => new MemoryAgentTrialStore();
}

public sealed class MemoryModelStoreTests : ModelStoreContract
{
    protected override IModelStore Create() => new MemoryModelStore();
}
