using System.Text.Json;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Studies.Tests.Plan;

/// <summary>Runs studies in memory, on test functions or made bars, with the freedom that hosts have: any order, lost and repeated results.</summary>
internal sealed class PlanDriver
{
    private readonly StudyExecutor executor;
    private readonly List<WorkItem> started = [];

    public PlanDriver(string study, Func<StudySpec, StudySpec>? change = null)
    {
        StudySpec spec = StudyFile.Parse(study, "study.yaml");
        Spec = change?.Invoke(spec) ?? spec;
        Artifacts = new MemoryArtifactStore();
        executor = new StudyExecutor(Spec, [.. Spec.Data.Select(BarsOf)], Artifacts, TimeProvider.System);
        History = new StudyHistory(Spec);
        Plan = NewPlan(History);
    }

    public StudySpec Spec { get; }

    public StudyPlan Plan { get; private set; }

    public StudyHistory History { get; private set; }

    public MemoryArtifactStore Artifacts { get; }

    /// <summary>Everything that was applied, in that order: results and events.</summary>
    public List<PlanEntry> Journal { get; } = [];

    public int Evaluated { get; private set; }

    /// <summary>Pieces of work that were given out and have not ended.</summary>
    public IReadOnlyList<WorkItem> Started => started;

    /// <summary>Runs until nothing is left, or until so many results were applied.</summary>
    /// <param name="random">Null to run in order; otherwise chooses which of the started pieces ends next, and repeats some
    /// results.</param>
    /// <param name="results">How many results to fold in at most.</param>
    public async Task<PlanDriver> RunAsync(Random? random = null, int results = int.MaxValue)
    {
        while (results > 0)
        {
            while (Plan.Next() is WorkItem item)
                started.Add(item);
            if (started.Count == 0)
                break;
            int chosen = random?.Next(started.Count) ?? 0;
            WorkItem next = started[chosen];
            started.RemoveAt(chosen);
            Evaluated += next is EvaluateTrial ? 1 : 0;
            WorkResult result = await executor.RunAsync(next, History, CancellationToken.None);
            Fold(JsonSerializer.Deserialize(JsonSerializer.Serialize(result, PlanJson.Default.WorkResult), PlanJson.Default.WorkResult)!);
            if (random?.Next(4) == 0)
                Plan.Apply(result);
            results--;
        }

        return this;
    }

    public void Do(PlanEvent happening)
    {
        Journal.Add(happening);
        happening.ApplyTo(Plan);
    }

    /// <summary>Forgets the plan and makes it again from the journal, as a host that was killed does.</summary>
    public void Restart()
    {
        started.Clear();
        History = new StudyHistory(Spec);
        Plan = NewPlan(History);
        foreach (PlanEntry entry in Journal)
            entry.ApplyTo(Plan);
    }

    /// <summary>Goes on with a plan that knows only the saved state, as an orchestration that starts afresh does.</summary>
    public bool TryHandOver()
    {
        if (Plan.Save() is not { } state)
            return false;
        Plan = NewPlan(History);
        Plan.Restore(
            JsonSerializer.Deserialize(JsonSerializer.Serialize(state, PlanJson.Default.SearchState), PlanJson.Default.SearchState)!);
        return true;
    }

    public async Task<string> PublishAsync(string name)
    {
        await new ResultPublisher(executor, Plan, History, Artifacts).PublishAsync(CancellationToken.None);
        using var reader = new StreamReader((await Artifacts.OpenAsync(name, CancellationToken.None))!);
        return await reader.ReadToEndAsync();
    }

    /// <summary>All trials in a form that can be compared: number, values, outcome, scores, steps.</summary>
    public IReadOnlyList<string> Trials() =>
        [
            .. History.Records.Select(
                record => $"{record.Trial} {record.Proposal.Values} {record.Result.Outcome} "
                    + $"{string.Join(';', record.Result.Scores.Select(score => score.ToString("R")))} "
                        + $"{string.Join(';', record.Result.Steps)}")
        ];

    // Files are the business of hosts.
    private static Bars BarsOf(DataSpec data) => BarGenerator.Generate(
        new BarGeneratorOptions { Symbol = data.Symbol, Bars = data.Synth!.Bars, Seed = data.Synth.Seed });

    private StudyPlan NewPlan(StudyHistory history) => new(Spec, executor.Trials, 3, history);

    private void Fold(WorkResult result)
    {
        Journal.Add(result);
        Plan.Apply(result);
    }
}
