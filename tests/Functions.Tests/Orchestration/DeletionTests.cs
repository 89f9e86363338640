using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Functions.Storage;
using ServerlessTuner.Functions.Tests.Storage;

namespace ServerlessTuner.Functions.Tests.Orchestration;

/// <summary>Removing studies, on the tables and blobs of the storage emulator.</summary>
public sealed class DeletionTests
{
    private readonly TestFunctionAgent function = new(1, "sampler: random\nparallel: 3\ntrials: 130");

    [ContractFact]
    public async Task Delete_StudyOfAgents_LeavesNothingOfItAndAllOfTheOther()
    {
        BlobContainerClient blobs = Azurite.NewContainer();
        TableClient studies = Azurite.NewTable(), trials = Azurite.NewTable();
        await using Farm farm = await Farm.StartAsync(
            agentTrials: new TableAgentTrialStore(trials),
            store: new TableStudyStore(studies, trials),
            storage: new BlobStudyStorage(Azurite.NewContainer(), blobs));
        string gone = await RunAsync(farm, "gone"), stays = await RunAsync(farm, "stays");
        (int blobsBefore, int rowsBefore) = (await CountAsync(blobs, stays), await CountAsync(trials, stays));
        Assert.True(await CountAsync(blobs, gone) > 3);
        // More than a transaction takes.
        Assert.True(await CountAsync(trials, gone) > 100);

        AgentAnswer answer = await farm.SendAsync("DELETE", $"/api/studies/{gone}", string.Empty);

        Assert.Equal(204, answer.Status);
        Assert.Equal((0, 0), (await CountAsync(blobs, gone), await CountAsync(trials, gone)));
        Assert.Equal((blobsBefore, rowsBefore), (await CountAsync(blobs, stays), await CountAsync(trials, stays)));
        Assert.Equal(stays, Assert.Single(await farm.Store.ListAsync(default)).Id);
        Assert.Equal(404, (await farm.SendAsync("GET", $"/api/studies/{gone}", string.Empty)).Status);
        Assert.Equal(404, (await farm.SendAsync("DELETE", $"/api/studies/{gone}", string.Empty)).Status);
        Assert.Equal(200, (await farm.SendAsync("GET", $"/api/studies/{stays}/trials", string.Empty)).Status);
        // Nothing of the old one is in the way of another under the same id.
        Assert.Equal(gone, await RunAsync(farm, "gone"));
    }

    [ContractFact]
    public async Task Delete_StudyAtWork_IsRefused()
    {
        TableClient trials = Azurite.NewTable();
        await using Farm farm = await Farm.StartAsync(
            agentTrials: new TableAgentTrialStore(trials),
            store: new TableStudyStore(Azurite.NewTable(), trials),
            storage: new BlobStudyStorage(Azurite.NewContainer(), Azurite.NewContainer()));
        string id = await farm.PostAsync(function.Outside, "works");
        await farm.UntilAsync(id, record => record.Status == StudyStatus.Running);

        AgentAnswer answer = await farm.SendAsync("DELETE", $"/api/studies/{id}", string.Empty);

        Assert.Equal(409, answer.Status);
        Assert.Equal(202, (await farm.SendAsync("POST", $"/api/studies/{id}/cancel", string.Empty)).Status);
        await farm.WaitAsync(id);
        await farm.UntilAsync(id, record => record.HasEnded);
        Assert.Equal(204, (await farm.SendAsync("DELETE", $"/api/studies/{id}", string.Empty)).Status);
    }

    private async Task<string> RunAsync(Farm farm, string key)
    {
        string id = await farm.PostAsync(function.Outside, key);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new TestAgent(id, function, farm.SendAsync).RunAsync())).WaitAsync(
            TimeSpan.FromMinutes(2));
        await farm.WaitAsync(id);
        Assert.Equal(StudyStatus.Completed, (await farm.Store.FindAsync(id, default))!.Status);
        return id;
    }

    private static async Task<int> CountAsync(BlobContainerClient container, string id)
    {
        int count = 0;
        await foreach (var blob in container.GetBlobsAsync())
            count += blob.Name.StartsWith($"studies/{id}/", StringComparison.Ordinal) ? 1 : 0;
        return count;
    }

    private static async Task<int> CountAsync(TableClient table, string id)
    {
        string key = TableKey.Escape(id), filter = TableClient.CreateQueryFilter($"PartitionKey eq {key}");
        int count = 0;
        await foreach (TableEntity _ in table.QueryAsync<TableEntity>(filter))
            count++;
        return count;
    }
}
