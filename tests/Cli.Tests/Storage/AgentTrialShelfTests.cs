using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Tests.Storage;

/// <summary>The trials of agents after a kill: what lies in the folder, and many who ask at once.</summary>
public sealed class AgentTrialShelfTests : IDisposable
{
    private const int Trials = 200;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;
    private readonly List<string> log = [];

    [Fact]
    public async Task ListOpen_ByManyAtOnceWhereAKillLeftBothFiles_AllGetTheSame()
    {
        FileAgentTrialStore before = Create();
        for (int i = 0; i < Trials; i++)
            await EndAsync(before, i, leaveOpenFile: true);
        await before.AddAsync("s", Trial(Trials), default);

        // Eight, because fewer rarely met in the constructor that deleted files.
        for (int round = 0; round < 5; round++)
        {
            FileAgentTrialStore next = Create();
            using var start = new Barrier(8);
            IReadOnlyList<StoredTrial>[] found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return next.ListOpenAsync("s", 0, default);
                },
                TaskCreationOptions.LongRunning).Unwrap()));

            Assert.All(found, open => Assert.Equal(Trials, Assert.Single(open).Trial.Trial));
            for (int i = 0; i < Trials; i++)
                File.Copy(PathOf("ended", i), PathOf("open", i), overwrite: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("{\"trial\": \"one\"}")]
    public async Task ListOpen_DamagedFile_IsSetAsideAndNamed(string content)
    {
        FileAgentTrialStore before = Create();
        await before.AddAsync("s", Trial(0), default);
        await before.AddAsync("s", Trial(1), default);
        await File.WriteAllTextAsync(PathOf("open", 0), content);

        FileAgentTrialStore next = Create();

        Assert.Equal(1, Assert.Single(await next.ListOpenAsync("s", 0, default)).Trial.Trial);
        Assert.Contains("000000000000.json: damaged", Assert.Single(log), StringComparison.Ordinal);
        Assert.True(File.Exists(PathOf("open", 0) + ".damaged"));
        Assert.True(await next.AddAsync("s", Trial(0), default));
    }

    [Fact]
    public async Task Find_AfterAFaultOfTheDisk_ReadsAgain()
    {
        FileAgentTrialStore before = Create();
        await before.AddAsync("s", Trial(3), default);
        string path = PathOf("open", 3);
        byte[] content = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        // A link to itself: what reads it throws, for root as well.
        File.CreateSymbolicLink(path, path);
        FileAgentTrialStore next = Create();
        await Assert.ThrowsAnyAsync<IOException>(() => next.FindAsync("s", 3, default));

        File.Delete(path);
        await File.WriteAllBytesAsync(path, content);

        Assert.Equal(3, (await next.FindAsync("s", 3, default))!.Trial.Trial);
    }

    [Fact]
    public async Task Keep_EndedStudies_AreReadAgainWhenAskedFor()
    {
        FileAgentTrialStore store = Create();
        await EndAsync(store, 0, leaveOpenFile: false);
        await store.AddAsync("s", Trial(1), default);

        store.Keep(_ => false);

        Assert.Equal(1, Assert.Single(await store.ListOpenAsync("s", 0, default)).Trial.Trial);
        Assert.False((await store.FindAsync("s", 0, default))!.Trial.IsOpen);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private FileAgentTrialStore Create() => new(study => Path.Combine(folder, study), log.Add);

    private string PathOf(string state, long trial) => Path.Combine(folder, "s", state, $"{trial:D12}.json");

    private async Task EndAsync(FileAgentTrialStore store, long trial, bool leaveOpenFile)
    {
        await store.AddAsync("s", Trial(trial), default);
        byte[] open = await File.ReadAllBytesAsync(PathOf("open", trial));
        StoredTrial stored = (await store.FindAsync("s", trial, default))!;
        var result = new TrialResult(stored.Trial.Item.Id, 0, trial, TrialOutcome.Complete, [1], [1], [], null);
        Assert.True(await store.ReplaceAsync("s", stored.Trial.End(Noon, result), stored.Version, default));
        if (leaveOpenFile)
            await File.WriteAllBytesAsync(PathOf("open", trial), open);
    }

    private static AgentTrial Trial(long number) =>
        new() { Item = new EvaluateTrial(number, new ParameterSet(["x"], [ParameterValue.Of(0.5)]), 0) };
}
