using System.Text.Json;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Studies.Tests.Plan;

/// <summary>Finalists of a backtest are evaluated together, and nobody can tell.</summary>
public sealed class FinalistBatchTests
{
    private const string Study = """
        name: finalists
        data: {EURUSD: a.csv, GBPUSD: b.csv}
        strategy: ma_cross
        parameters: {fast: [3, 5, 8, 13, 21], slow: [20, 30, 50, 70], stop_pips: [0, 30], trailing_pips: [0, 25]}
        metric: pnl_pips
        stages: [{scenarios: [B], keep: 40}, {scenarios: [A, C]}]
        """;

    private static readonly Bars[] Data =
    [
        BarGenerator.Generate(new BarGeneratorOptions { Symbol = "EURUSD", Bars = 3000, Seed = 5 }),
        BarGenerator.Generate(new BarGeneratorOptions { Symbol = "GBPUSD", Bars = 2500, Seed = 6 }),
    ];

    private readonly StudyExecutor executor = NewExecutor(Study);

    [Fact]
    public async Task Candidates_Together_AreWhatEachIsAlone()
    {
        long[] trials = [79, 3, 41, 7, 42, 0, 55];

        var together = (CandidatesResult)await RunAsync(new EvaluateCandidates(2, trials, "C"));

        Assert.Equal(trials.Length, together.Results.Count);
        for (int i = 0; i < trials.Length; i++)
        {
            var alone = (CandidateResult)await RunAsync(new EvaluateCandidate(2, trials[i], "C"));
            Assert.Equal((alone.Id, alone.Failure), (together.Results[i].Id, together.Results[i].Failure));
            Assert.Equal(alone.Metrics, together.Results[i].Metrics);
        }
    }

    [Fact]
    public async Task Confirmation_ManyFinalists_TakesOnePieceForSomeOfThemAndAScenario()
    {
        StudyPlan plan = await SearchedAsync();

        var items = new List<WorkItem>();
        while (plan.Next() is WorkItem item)
            items.Add(item);

        Assert.All(items, item => Assert.IsType<EvaluateCandidates>(item));
        Assert.Equal([32, 32, 8, 8], items.Cast<EvaluateCandidates>().Select(item => item.Trials.Count));
        Assert.Equal(items.Count, items.Select(item => item.Id).Distinct().Count());
        Assert.Equal(80, plan.Total);
    }

    [Theory]
    [InlineData("", 80)]
    [InlineData("\nsampler: tpe\ntrials: 80", 80)]
    public async Task Confirmation_ScenarioOfTheFirstStage_IsNotEvaluatedAgain(string search, int trials)
    {
        string text = Study.Replace("keep: 40}, {scenarios: [A, C]}", "keep: 10}, {scenarios: [A, B, C]}", StringComparison.Ordinal) + search;
        StudyExecutor whole = NewExecutor(text), fresh = NewExecutor(text);
        var history = new StudyHistory(whole.Spec);
        var plan = new StudyPlan(whole.Spec, whole.Trials, 17, history);
        while (plan.Next() is WorkItem item)
            plan.Apply(await whole.RunAsync(item, history, CancellationToken.None));

        Assert.Equal((search.Length == 0 ? trials : 0) + 20, whole.Evaluations);
        foreach (RankedTrial kept in plan.Kept)
        {
            foreach (EvaluateCandidate item in plan.Shape.Confirmation!.Of(kept.Trial))
            {
                var alone = (CandidateResult)await fresh.RunAsync(item, history, CancellationToken.None);
                Assert.Equal(alone.Metrics, plan.Candidate(kept.Trial, item.Scenario).Metrics);
            }
        }

        Assert.Equal(30, fresh.Evaluations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Confirmation_KilledAndContinued_DoesNothingTwiceAndEndsTheSame(int seed)
    {
        var random = new Random(seed);
        StudyPlan whole = await SearchedAsync();
        while (whole.Next() is WorkItem item)
            whole.Apply(await RunAsync(item));

        // A journal of some results, a few of them of single candidates, as earlier versions wrote them.
        StudyPlan first = await SearchedAsync();
        var journal = new List<WorkResult>();
        for (int results = random.Next(1, 4); results > 0 && first.Next() is EvaluateCandidates items; results--)
        {
            if (random.Next(2) == 0)
                journal.Add(await RunAsync(items));
            else
                journal.AddRange(((CandidatesResult)await RunAsync(items)).Results.Take(random.Next(1, 9)));
        }

        StudyPlan second = await SearchedAsync();
        HashSet<string> known = [];
        foreach (WorkResult result in journal)
        {
            Assert.False(second.IsDone(result));
            second.Apply(Through(result));
            Assert.True(second.IsDone(result));
            second.Apply(result);
            known.UnionWith(result is CandidatesResult batch ? batch.Results.Select(candidate => candidate.Id) : [result.Id]);
        }

        Assert.Equal(known.Count, second.Done);
        while (second.Next() is WorkItem item)
        {
            if (random.Next(4) == 0)
            {
                second.Withdraw(item);
                continue;
            }

            string[] ids = item is EvaluateCandidates batch ? [.. batch.Each.Select(candidate => candidate.Id)] : [item.Id];
            Assert.All(ids, id => Assert.True(known.Add(id), id));
            second.Apply(Through(await RunAsync(item)));
        }

        Assert.True(second.IsFinished);
        foreach (RankedTrial trial in whole.Kept)
        {
            foreach (string scenario in (string[])["A", "C"])
                Assert.Equal(whole.Candidate(trial.Trial, scenario).Metrics, second.Candidate(trial.Trial, scenario).Metrics);
        }
    }

    [Fact]
    public async Task Rerun_OfFinalists_EvaluatesTheSameBatchAgain()
    {
        StudyPlan plan = await SearchedAsync();
        var items = new List<WorkItem>();
        for (; plan.Next() is WorkItem item; items.Add(item))
            plan.Apply(await RunAsync(item));
        long[] batch = [.. ((EvaluateCandidates)items[0]).Trials];

        plan.Rerun(batch);
        var again = new List<string>();
        for (; plan.Next() is WorkItem item; again.Add(item.Id))
            plan.Apply(await RunAsync(item));

        Assert.True(plan.IsFinished);
        Assert.Contains(items[0].Id, again);
    }

    private static StudyExecutor NewExecutor(string study) => new(
        StudyFile.Parse(study, "study.yaml"), Data, new MemoryArtifactStore(), TimeProvider.System);

    private static WorkResult Through(WorkResult result) =>
        JsonSerializer.Deserialize(JsonSerializer.Serialize(result, PlanJson.Default.WorkResult), PlanJson.Default.WorkResult)!;

    private Task<WorkResult> RunAsync(WorkItem item) =>
        executor.RunAsync(item, new StudyHistory(executor.Spec), CancellationToken.None);

    // A plan whose search is done.
    private async Task<StudyPlan> SearchedAsync()
    {
        StudyPlan plan = NewPlan();
        while (plan.Stage == 1 && plan.Next() is WorkItem item)
            plan.Apply(await RunAsync(item));
        return plan;
    }

    private StudyPlan NewPlan() => new(executor.Spec, executor.Trials, 1000, new StudyHistory(executor.Spec));
}
