using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Cli.Tests.Serving;

public sealed class FileStudyStoreTests : StudyStoreContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    [Fact]
    public async Task Find_OtherProcess_SeesWhatWasSaved()
    {
        await Create().AddAsync(
            new StudyRecord { Id = "fx-A", Name = "n", Hash = "h", Metric = "m", Goal = default, Status = StudyStatus.Paused }, default);
        await Create().SaveTrialsAsync("fx-A", [new TrialRecord { Stage = 1, Rank = 1, Trial = 7, Values = "{}" }], default);

        Assert.Equal(StudyStatus.Paused, (await Create().FindAsync("fx-A", default))!.Status);
        Assert.Equal(7, Assert.Single(await Create().ListTrialsAsync("fx-A", 1, default)).Trial);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    protected override IStudyStore Create() => new FileStudyStore(folder, _ => { });
}

public sealed class FileArtifactStoreTests : ArtifactStoreContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    protected override IArtifactStore Create() => new FileArtifactStore(folder);
}

public sealed class FileDataSourceContractTests : DataSourceContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    protected override IDataSource Create() => new FileDataSource(folder);

    protected override async Task PutAsync(string name, byte[] content)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, content);
    }
}

public sealed class FileAgentTrialStoreTests : AgentTrialStoreContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    protected override IAgentTrialStore Create() => new FileAgentTrialStore(study => Path.Combine(folder, study), _ => { });
}

public sealed class FileModelStoreTests : ModelStoreContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    [Fact]
    public async Task Read_DamagedLine_NamesIt()
    {
        IModelStore store = Create();
        await store.TryAppendAsync("xgb", new ModelEvent(1, ModelChange.Moved, default, "ann") { Alias = "prod", To = 1 }, default);
        string path = Path.Combine(folder, "history", "xgb", "history.jsonl");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("ann", "bob", StringComparison.Ordinal));

        InvalidInputException fault = await Assert.ThrowsAsync<InvalidInputException>(() => Create().ReadAsync("xgb", default));

        Assert.Equal(
            $"{path}:1: This line of the history of the model xgb is damaged. Cut the file before this line to keep what stands above it.",
            fault.Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    protected override IModelStore Create() => new FileModelStore(folder);
}
