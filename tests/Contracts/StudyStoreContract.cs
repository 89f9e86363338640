using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Contracts;

/// <summary>What every <see cref="IStudyStore"/> must do. Derive, and give a new, empty store.</summary>
public abstract class StudyStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A new, empty store.</summary>
    protected abstract IStudyStore Create();

    [ContractFact]
    public async Task Find_UnknownStudy_IsNull()
    {
        IStudyStore store = Create();

        Assert.Null(await store.FindAsync("nothing", default));
        Assert.Empty(await store.ListAsync(default));
        Assert.Empty(await store.ListTrialsAsync("nothing", 1, default));
    }

    [ContractFact]
    public async Task Add_Twice_KeepsTheFirst()
    {
        IStudyStore store = Create();

        Assert.True(await store.AddAsync(Study("a"), default));
        Assert.False(await store.AddAsync(Study("a") with { Name = "other" }, default));

        Assert.Equal("study a", (await store.FindAsync("a", default))!.Name);
    }

    [ContractFact]
    public async Task Delete_Study_RemovesItWithItsTrials()
    {
        IStudyStore store = Create();
        TrialRecord[] trials = [
            .. Enumerable.Range(1, 150).Select(rank => new TrialRecord { Stage = 1 + (rank % 2), Rank = rank, Trial = rank, Values = "{}" })
        ];
        await store.AddAsync(Study("a"), default);
        await store.AddAsync(Study("A"), default);
        await store.SaveTrialsAsync("a", trials, default);
        await store.SaveTrialsAsync("A", trials[..1], default);

        await store.DeleteAsync("a", default);
        await store.DeleteAsync("a", default);

        Assert.Null(await store.FindAsync("a", default));
        Assert.Empty(await store.ListTrialsAsync("a", 1, default));
        Assert.Empty(await store.ListTrialsAsync("a", 2, default));
        Assert.Equal("A", Assert.Single(await store.ListAsync(default)).Id);
        Assert.Single(await store.ListTrialsAsync("A", trials[0].Stage, default));
        Assert.True(await store.AddAsync(Study("a"), default));
    }

    [ContractFact]
    public async Task Save_EveryMember_ComesBack()
    {
        IStudyStore store = Create();
        StudyRecord study = Study("a_B-9") with
        {
            IsExternal = true,
            Status = StudyStatus.Failed,
            Error = "data.EURUSD: 'ä/#?\\' is no file.\nLook again.",
            Stage = 2,
            Stages = 2,
            Done = 30_000_000_000,
            Total = 40_000_000_000,
            Failed = 3,
            Pruned = 4,
            Trials = 41,
            BestTrial = 17,
            BestScore = 0.1 + 0.2,
            BestValues = """{"fast":5,"name":"ü"}""",
            Started = Noon.AddSeconds(1),
            Finished = Noon.AddSeconds(2),
            Seconds = 1.25,
            StageSeconds = 0.5,
            Artifacts = ["top_k.csv", "tuning_results.csv"],
        };

        await store.SaveAsync(study, default);
        StudyRecord found = (await store.FindAsync("a_B-9", default))!;

        Assert.Equal(study.Artifacts, found.Artifacts);
        Assert.Equal(study with { Artifacts = [] }, found with { Artifacts = [] });
    }

    [ContractFact]
    public async Task Save_EmptyMembers_ComeBackEmpty()
    {
        IStudyStore store = Create();
        await store.SaveAsync(Study("a") with { BestScore = 1, BestTrial = 2, BestValues = "{}", Error = "x" }, default);

        await store.SaveAsync(Study("a"), default);

        Assert.Equal(Study("a") with { Artifacts = [] }, (await store.FindAsync("a", default))! with { Artifacts = [] });
    }

    [ContractFact]
    public async Task Find_OtherCase_IsAnotherStudy()
    {
        IStudyStore store = Create();
        await store.AddAsync(Study("a"), default);

        Assert.Null(await store.FindAsync("A", default));
        Assert.True(await store.AddAsync(Study("A"), default));
        Assert.Equal("study a", (await store.FindAsync("a", default))!.Name);
    }

    [ContractFact]
    public async Task List_SeveralStudies_NewestFirstThenById()
    {
        IStudyStore store = Create();
        await store.AddAsync(Study("b"), default);
        await store.AddAsync(Study("c") with { Created = Noon.AddHours(1) }, default);
        await store.AddAsync(Study("a"), default);

        Assert.Equal(["c", "a", "b"], (await store.ListAsync(default)).Select(study => study.Id));
    }

    [ContractFact]
    public async Task SaveTrials_ManyRows_ComeBackByRank()
    {
        IStudyStore store = Create();
        TrialRecord[] trials = [.. Enumerable.Range(1, 250).Select(rank => Trial(1, rank))];

        await store.SaveTrialsAsync("a", [.. trials.Reverse()], default);
        await store.SaveTrialsAsync("a", [Trial(2, 1)], default);
        await store.SaveTrialsAsync("ab", [Trial(1, 1000)], default);

        IReadOnlyList<TrialRecord> found = await store.ListTrialsAsync("a", 1, default);
        Assert.Equal(trials.Select(trial => trial.Rank), found.Select(trial => trial.Rank));
        Assert.Single(await store.ListTrialsAsync("a", 2, default));
        Assert.Empty(await store.ListTrialsAsync("a", 3, default));
    }

    [ContractFact]
    public async Task SaveTrials_EveryMember_ComesBack()
    {
        IStudyStore store = Create();
        TrialRecord good = Trial(1, 1) with
        {
            Metrics = new Dictionary<string, double> { ["sharpe_B"] = 0.1 + 0.2, ["pnl_pips_B_EURUSD"] = -5 }
        };
        TrialRecord bad = Trial(1, 2) with
        {
            Score = null, State = TrialState.Failed, Failure = "no 'trades', \"none\"", Values = """{"über/all#":"x"}"""
        };

        await store.SaveTrialsAsync("a", [good, bad], default);
        IReadOnlyList<TrialRecord> found = await store.ListTrialsAsync("a", 1, default);

        Assert.Equal(good.Metrics.OrderBy(pair => pair.Key), found[0].Metrics.OrderBy(pair => pair.Key));
        Assert.Equal(good with { Metrics = bad.Metrics }, found[0] with { Metrics = bad.Metrics });
        Assert.Equal(bad, found[1] with { Metrics = bad.Metrics });
        Assert.Empty(found[1].Metrics);
    }

    [ContractFact]
    public async Task SaveTrials_SameRankAgain_ReplacesIt()
    {
        IStudyStore store = Create();
        await store.SaveTrialsAsync("a", [Trial(1, 1), Trial(1, 2)], default);

        await store.SaveTrialsAsync("a", [Trial(1, 1) with { Trial = 77 }], default);

        Assert.Equal([77, 102], (await store.ListTrialsAsync("a", 1, default)).Select(trial => trial.Trial));
    }

    private static StudyRecord Study(string id) => new()
    {
        Id = id,
        Name = $"study {id}",
        Hash = "0123",
        Metric = "sharpe",
        Goal = Goal.Minimize,
        Created = Noon,
    };

    private static TrialRecord Trial(int stage, int rank) =>
        new() { Stage = stage, Rank = rank, Trial = 100 + rank, Score = 1.0 / rank, Values = """{"x":1}""" };
}
