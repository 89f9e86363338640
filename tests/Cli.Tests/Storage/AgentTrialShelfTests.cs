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
    public async Task ListOpen_ByManyAtOnceAfterAKill_AllGetTheSame()
    {
        FileAgentTrialStore before = Create();
        for (int i = 0; i < Trials; i++)
            await EndAsync(before, i);
        await before.AddAsync("s", Trial(Trials), default);

        // Eight, because fewer rarely met.
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
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("{\"trial\": \"one\"}")]
    public async Task ListOpen_DamagedLine_IsLeftOutAndNamed(string content)
    {
        FileAgentTrialStore before = Create();
        await before.AddAsync("s", Trial(0), default);
        await before.AddAsync("s", Trial(1), default);
        string[] lines = await File.ReadAllLinesAsync(PathOf("open"));
        await File.WriteAllTextAsync(PathOf("open"), content + "\n" + lines[1] + "\n");

        FileAgentTrialStore next = Create();

        Assert.Equal(1, Assert.Single(await next.ListOpenAsync("s", 0, default)).Trial.Trial);
        Assert.Contains("open.jsonl: line 1 is damaged", Assert.Single(log), StringComparison.Ordinal);
        Assert.True(await next.AddAsync("s", Trial(0), default));
    }

    [Fact]
    public async Task Find_AnyBitFlipped_IsAsBeforeOrAsItWasOnceAndNamed()
    {
        FileAgentTrialStore before = Create();
        await before.AddAsync("s", Trial(0), default);
        StoredTrial offered = (await before.FindAsync("s", 0, default))!;
        await before.ReplaceAsync("s", offered.Trial.Give(Noon, TimeSpan.FromSeconds(9)), offered.Version, default);
        await EndAsync(before, 1);
        foreach (string state in new[] { "open", "ended" })
        {
            byte[] content = await File.ReadAllBytesAsync(PathOf(state));
            for (int bit = 0; bit < content.Length * 8; bit++)
            {
                byte[] damaged = [.. content];
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                await File.WriteAllBytesAsync(PathOf(state), damaged);
                log.Clear();
                FileAgentTrialStore next = Create();

                AgentTrial? open = (await next.FindAsync("s", 0, default))?.Trial, ended = (await next.FindAsync("s", 1, default))?.Trial;

                Assert.NotEmpty(log);
                Assert.True(open is null || (open.Item.Values.Equals(offered.Trial.Item.Values) && open.Attempt is 0 or 1), $"bit {bit}");
                Assert.True(ended is null || ended.IsOpen || ended.Result!.Scores is [1], $"bit {bit}");
                next.Keep(_ => false);
            }

            await File.WriteAllBytesAsync(PathOf(state), content);
        }
    }

    [Fact]
    public async Task Replace_ALongTime_FilesStaySmall()
    {
        FileAgentTrialStore store = Create();
        await store.AddAsync("s", Trial(0), default);
        // About 16 MB of states.
        StepReport[] steps = [.. Enumerable.Range(1, 2000).Select(step => new StepReport(step, step, default))];
        for (int i = 1; i <= 200; i++)
        {
            StoredTrial stored = (await store.FindAsync("s", 0, default))!;
            AgentTrial next = stored.Trial.Give(Noon, TimeSpan.FromSeconds(i)) with { Steps = steps };
            Assert.True(await store.ReplaceAsync("s", next, stored.Version, default));
        }

        Assert.InRange(new FileInfo(PathOf("open")).Length, 1, 8 << 20);
        Assert.Equal(TimeSpan.FromSeconds(200), (await Create().FindAsync("s", 0, default))!.Trial.Lease);
    }

    [Fact]
    public async Task Find_AfterAFaultOfTheDisk_ReadsAgain()
    {
        FileAgentTrialStore before = Create();
        await before.AddAsync("s", Trial(3), default);
        string path = PathOf("open");
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
        await EndAsync(store, 0);
        await store.AddAsync("s", Trial(1), default);

        store.Keep(_ => false);

        Assert.Equal(1, Assert.Single(await store.ListOpenAsync("s", 0, default)).Trial.Trial);
        Assert.False((await store.FindAsync("s", 0, default))!.Trial.IsOpen);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private FileAgentTrialStore Create() => new(study => Path.Combine(folder, study), log.Add);

    private string PathOf(string state) => Path.Combine(folder, "s", $"{state}.jsonl");

    private static async Task EndAsync(FileAgentTrialStore store, long trial)
    {
        await store.AddAsync("s", Trial(trial), default);
        StoredTrial stored = (await store.FindAsync("s", trial, default))!;
        var result = new TrialResult(stored.Trial.Item.Id, 0, trial, TrialOutcome.Complete, [1], [1], [], null);
        Assert.True(await store.ReplaceAsync("s", stored.Trial.End(Noon, result), stored.Version, default));
    }

    private static AgentTrial Trial(long number) =>
        new() { Item = new EvaluateTrial(number, new ParameterSet(["x"], [ParameterValue.Of(0.5)]), 0) };
}
