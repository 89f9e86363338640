using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Contracts;

/// <summary>What every <see cref="IAgentTrialStore"/> must do. Derive, and give a new, empty store.</summary>
public abstract class AgentTrialStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A new, empty store.</summary>
    protected abstract IAgentTrialStore Create();

    [ContractFact]
    public async Task Find_Unknown_IsNull()
    {
        IAgentTrialStore store = Create();

        Assert.Null(await store.FindAsync("s", 0, default));
        Assert.Empty(await store.ListOpenAsync("s", 0, default));
    }

    [ContractFact]
    public async Task Add_Twice_KeepsTheFirst()
    {
        IAgentTrialStore store = Create();

        Assert.True(await store.AddAsync("s", Trial(3), default));
        Assert.False(await store.AddAsync("s", Trial(3) with { Attempt = 9 }, default));
        Assert.True(await store.AddAsync("other", Trial(3), default));

        Assert.Equal(0, (await store.FindAsync("s", 3, default))!.Trial.Attempt);
    }

    [ContractFact]
    public async Task Replace_EveryMember_ComesBack()
    {
        IAgentTrialStore store = Create();
        await store.AddAsync("s", Trial(3), default);
        StoredTrial stored = (await store.FindAsync("s", 3, default))!;
        // As many steps as do not fit one property of a table.
        StepReport[] steps = [
            .. Enumerable.Range(1, 5000).Select(
                step => new StepReport(
                    step, step == 7 ? double.NaN : Math.Sqrt(step), step == 9 ? new PruneDecision(false, 2, 1, 27) : default))
        ];
        AgentTrial given = stored.Trial.Give(Noon, TimeSpan.FromSeconds(90)) with { Steps = steps, Metrics = [0.1 + 0.2, double.NaN] };
        Assert.True(await store.ReplaceAsync("s", given, stored.Version, default));

        StoredTrial found = (await store.FindAsync("s", 3, default))!;

        Assert.Equal(given with { Steps = [], Metrics = [] }, found.Trial with { Steps = [], Metrics = [], Item = given.Item });
        Assert.Equal(given.Item.Values, found.Trial.Item.Values);
        Assert.Equal(steps, found.Trial.Steps);
        Assert.Equal(given.Metrics, found.Trial.Metrics);
        Assert.Equal(found.Version, Assert.Single(await store.ListOpenAsync("s", 0, default)).Version);
        var result = new TrialResult(given.Item.Id, 0, 3, TrialOutcome.Failed, [double.NaN], [], steps, "'ä/#?\\'\nLook again.");
        Assert.True(await store.ReplaceAsync("s", found.Trial.End(Noon.AddSeconds(1.5), result), found.Version, default));
        TrialResult ended = (await store.FindAsync("s", 3, default))!.Trial.Result!;
        Assert.Equal((1.5, result.Failure), (ended.Seconds, ended.Failure));
        Assert.Equal(steps, ended.Steps);
    }

    [ContractFact]
    public async Task Replace_ChangedMeanwhile_ChangesNothing()
    {
        IAgentTrialStore store = Create();
        await store.AddAsync("s", Trial(3), default);
        StoredTrial stored = (await store.FindAsync("s", 3, default))!;
        Assert.True(await store.ReplaceAsync("s", stored.Trial.Give(Noon, TimeSpan.FromSeconds(1)), stored.Version, default));

        Assert.False(await store.ReplaceAsync("s", stored.Trial.Give(Noon, TimeSpan.FromSeconds(2)), stored.Version, default));

        Assert.Equal(TimeSpan.FromSeconds(1), (await store.FindAsync("s", 3, default))!.Trial.Lease);
    }

    [ContractFact]
    public async Task ListOpen_OfMany_GivesTheOpenOnesByNumber()
    {
        IAgentTrialStore store = Create();
        foreach (long number in new long[] { 12, 7, 3, 100, 9 })
            await store.AddAsync("s", Trial(number), default);
        await store.AddAsync("s1", Trial(50), default);
        StoredTrial nine = (await store.FindAsync("s", 9, default))!;
        Assert.True(
            await store.ReplaceAsync(
                "s",
                nine.Trial.End(Noon, new TrialResult(nine.Trial.Item.Id, 0, 9, TrialOutcome.Complete, [1], [1], [], null)),
                nine.Version,
                default));

        Assert.Equal([3, 7, 12, 100], (await store.ListOpenAsync("s", 0, default)).Select(stored => stored.Trial.Trial));
        Assert.Equal([12, 100], (await store.ListOpenAsync("s", 8, default)).Select(stored => stored.Trial.Trial));
        Assert.False(await store.AddAsync("s", Trial(9), default));
    }

    [ContractFact]
    public async Task Replace_ManyAtOnce_OneWins()
    {
        IAgentTrialStore store = Create();
        await store.AddAsync("s", Trial(0), default);
        StoredTrial stored = (await store.FindAsync("s", 0, default))!;

        bool[] won = await Task.WhenAll(
            Enumerable.Range(1, 8).Select(
                lease => Task.Run(
                    () => store.ReplaceAsync("s", stored.Trial.Give(Noon, TimeSpan.FromSeconds(lease)), stored.Version, default))));

        Assert.Single(won, true);
    }

    private static AgentTrial Trial(long number) =>
        new() { Item = new EvaluateTrial(number, new ParameterSet(["x", "name"], [ParameterValue.Of(0.1), ParameterValue.Of("ü/#")]), 2) };
}
