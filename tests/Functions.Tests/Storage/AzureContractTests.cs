using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Functions.Storage;

namespace ServerlessTuner.Functions.Tests.Storage;

public sealed class BlobArtifactStoreTests : ArtifactStoreContract
{
    protected override IArtifactStore Create() => new BlobArtifactStore(Azurite.NewContainer(), "studies/x/");

    [ContractFact]
    public async Task Put_LargerThanABlock_ComesBackWhole()
    {
        IArtifactStore store = Create();
        var content = new byte[(20 << 20) + 17];
        new Random(1).NextBytes(content);

        await store.PutAsync("big.rows", (stream, _) => Write(stream, content), default);

        using var copy = new MemoryStream();
        await using (Stream stream = (await store.OpenAsync("big.rows", default))!)
            await stream.CopyToAsync(copy);
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(content));

        // In odd pieces, as writers of rows do.
        static Task Write(Stream stream, byte[] content)
        {
            for (int at = 0; at < content.Length; at += 70_001)
                stream.Write(content, at, Math.Min(70_001, content.Length - at));
            return Task.CompletedTask;
        }
    }

    [ContractFact]
    public async Task Open_NameLeadingOut_Refuses() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Create().OpenAsync("../other/study.json", default));
}

public sealed class BlobDataSourceTests : DataSourceContract
{
    private BlobContainerClient? container;

    private BlobContainerClient Container => container ??= Azurite.NewContainer();

    protected override IDataSource Create() => new BlobDataSource(Container);

    protected override Task PutAsync(string name, byte[] content) =>
        Container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(content), overwrite: true);

    [ContractFact]
    public async Task Read_ChangedWhileReading_IsAnErrorNotAMixture()
    {
        var content = new byte[12 << 20];
        await PutAsync("big.csv", content);
        DataKey key = await Create().ResolveAsync("big.csv", default);
        await using Stream stream = await Create().OpenAsync(key, default);
        await stream.ReadExactlyAsync(new byte[1000]);

        content[^1] = 1;
        await PutAsync("big.csv", content);

        await Assert.ThrowsAnyAsync<Exception>(() => stream.CopyToAsync(Stream.Null));
    }
}

public sealed class TableStudyStoreTests : StudyStoreContract
{
    protected override IStudyStore Create() => new TableStudyStore(Azurite.NewTable(), Azurite.NewTable());

    [Theory]
    [InlineData("fx-2026", "fx-2026")]
    [InlineData("a/b\\c#d?e%f~g\n", "a~002fb~005cc~0023d~003fe~0025f~007eg~000a")]
    public void Escape_AnyText_IsAKey(string text, string key) => Assert.Equal(key, TableKey.Escape(text));
}

public sealed class TableAgentTrialStoreTests : AgentTrialStoreContract
{
    protected override IAgentTrialStore Create() => new TableAgentTrialStore(Azurite.NewTable());

    [ContractFact]
    public async Task ListOpen_BesideRankedTrials_SeesItsOwn()
    {
        TableClient table = Azurite.NewTable();
        var trial = new AgentTrial { Item = new EvaluateTrial(3, ParameterSet.Empty, 0) };
        await new TableAgentTrialStore(table).AddAsync("s", trial, default);
        await new TableStudyStore(Azurite.NewTable(), table).SaveTrialsAsync(
            "s", [new TrialRecord { Stage = 1, Rank = 1, Trial = 3, Values = "{}" }], default);

        Assert.Single(await new TableAgentTrialStore(table).ListOpenAsync("s", 0, default));
        Assert.Single(await new TableStudyStore(Azurite.NewTable(), table).ListTrialsAsync("s", 1, default));
    }
}

public sealed class TableModelStoreTests : ModelStoreContract
{
    protected override IModelStore Create() => new TableModelStore(Azurite.NewTable(), new BlobArtifactStore(Azurite.NewContainer(), "models/"));
}
