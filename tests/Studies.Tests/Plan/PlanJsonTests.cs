using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Studies.Tests.Plan;

/// <summary>Every item, result, event and state there is, through JSON and back.</summary>
public class PlanJsonTests
{
    private static readonly Gen<double> Numbers = Gen.OneOf(
        Gen.Double, Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity), Gen.Const(double.NegativeInfinity), Gen.Const(-0.0));

    private static readonly Gen<long> Trials = Gen.Long[0, 1L << 52];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String[Gen.Char[' ', '\u2fff'], 0, 40], Gen.Const("NaN"), Gen.Const("\n\"\u2028"));

    private static readonly Gen<ParameterValue> Values = Gen.OneOf(
        Gen.Long.Select(ParameterValue.Of),
        Gen.Double.Where(double.IsFinite).Select(ParameterValue.Of),
        Gen.Bool.Select(ParameterValue.Of),
        Gen.String[Gen.Char['a', 'z'], 0, 8].Select(ParameterValue.Of),
        Gen.Const(ParameterValue.OfJson("[1,{\"a\":null}]")),
        Gen.Const(default(ParameterValue)));

    private static readonly Gen<ParameterSet> Sets = Gen.Select(
        Values.Array[0, 5], values => new ParameterSet([.. values.Select((_, i) => $"p{i}")], values));

    private static readonly Gen<EvaluateTrial> TrialItems = Gen.Select(
        Trials, Sets, Trials, (trial, values, known) => new EvaluateTrial(trial, values, known));

    private static readonly Gen<WorkItem> Items = Gen.OneOf<WorkItem>(
        Gen.Select(Trials, Gen.Int[1, 100_000], (first, count) => (WorkItem)new EvaluateChunk(first, count)),
        Gen.Select(Trials, Texts, (trial, scenario) => (WorkItem)new EvaluateCandidate(2, trial, scenario)),
        Gen.Select(Trials.Array[2, 9], Texts, (trials, scenario) => (WorkItem)new EvaluateCandidates(2, trials, scenario)),
        Gen.Select(
            Trials,
            Gen.Int[1, 99],
            Trials.Nullable(),
            TrialItems.Array[0, 3],
            (first, count, refining, pending) => (WorkItem)new ProposeTrials(first, count, refining, pending)),
        TrialItems.Select(item => (WorkItem)item));

    private static readonly Gen<RankedTrial> Ranked = Gen.Select(Trials, Numbers, (trial, score) => new RankedTrial(trial, score));

    private static readonly Gen<PruneDecision> Decisions = Gen.OneOf(
        Gen.Const(PruneDecision.Continue),
        Gen.Select(
            Gen.Bool,
            Gen.Int[0, 9],
            Gen.Int[0, 4],
            Gen.Int[1, 99].Nullable(),
            (prune, rungs, bracket, resource) => new PruneDecision(prune, rungs, bracket, resource)));

    private static readonly Gen<StepReport> Steps = Gen.Select(
        Gen.Int[1, 9999], Numbers, Decisions, (step, value, decision) => new StepReport(step, value, decision));

    private static readonly Gen<TrialResult> TrialResults = Gen.Select(
        Trials,
        Gen.Enum<TrialOutcome>(),
        Numbers.Array[1, 3],
        Numbers.Array[0, 6],
        Steps.Array[0, 4],
        Texts.Null(),
        (trial, outcome, scores, metrics, steps, failure) => new TrialResult(
            $"trial-{trial:D12}", 0.25, trial, outcome, scores, metrics, steps, failure));

    private static readonly Gen<Proposal> Proposals = Gen.Select(
        Sets, Gen.Bool, Trials.Nullable(), TrialResults.Null(), (values, enqueued, original, reused) =>
            new Proposal(values, enqueued, original, reused));

    private static readonly Gen<WorkResult> Results = Gen.OneOf<WorkResult>(
        Gen.Select(
            Texts,
            Gen.Double[0, 1e6],
            Gen.Int,
            Gen.Int,
            Gen.Int,
            Ranked.Array[0, 5],
            (id, seconds, count, failed, undefined, top) => (WorkResult)new ChunkResult(id, seconds, count, failed, undefined, top)),
        Gen.Select(
            Texts, Numbers.Array[0, 5], Texts.Null(), (id, metrics, failure) => (WorkResult)new CandidateResult(id, 1, metrics, failure)),
        Gen.Select(
            Texts,
            Gen.Select(Texts, Numbers.Array[0, 5], Texts.Null(), (id, metrics, failure) => new CandidateResult(id, 1, metrics, failure))
                .Array[0, 3],
            (id, candidates) => (WorkResult)new CandidatesResult(id, 2, candidates)),
        Gen.Select(Texts, Proposals.Array[0, 3], (id, proposals) => (WorkResult)new ProposalResult(id, 0, proposals)),
        TrialResults.Select(result => (WorkResult)result));

    private static readonly Gen<PlanEntry> Entries = Gen.OneOf<PlanEntry>(
        Results.Select(result => (PlanEntry)result),
        Trials.Select(trials => (PlanEntry)new ExtendSearch(trials)),
        Texts.Select(reason => (PlanEntry)new EndSearch(reason)),
        Trials.Array[0, 4].Select(trials => (PlanEntry)new RerunTrials(trials)));

    private static readonly Gen<SearchState> States = Gen.Select(
        Trials,
        Trials.Nullable(),
        Texts.Null(),
        Numbers,
        Gen.Select(Ranked, Numbers.Array[0, 3], (trial, losses) => new SavedRank(trial, losses)).Array[0, 4],
        (next, budget, reason, best, ranking) => SearchState.Empty with
        {
            Next = next, Budget = budget, Refining = budget, EndReason = reason, BestValue = best, Ranking = ranking
        });

    [Fact]
    public void WorkItem_ThroughJson_IsTheSame() => Items.Sample(item =>
    {
        WorkItem read = Through(item, PlanJson.Default.WorkItem);
        Assert.Equal(item.GetType(), read.GetType());
        Assert.Equal(item.Id, read.Id);
        Assert.Equivalent(item, read, strict: true);
    });

    [Fact]
    public void WorkResult_ThroughJson_IsTheSame() => Results.Sample(result =>
    {
        WorkResult read = Through(result, PlanJson.Default.WorkResult);
        Assert.Equal(result.GetType(), read.GetType());
        Assert.Equivalent(result, read, strict: true);
    });

    [Fact]
    public void PlanEntry_ThroughJson_IsTheSame() => Entries.Sample(entry =>
    {
        PlanEntry read = Through(entry, PlanJson.Default.PlanEntry);
        Assert.Equal(entry.GetType(), read.GetType());
        Assert.Equivalent(entry, read, strict: true);
    });

    [Fact]
    public void Write_AnyEntry_GivesTheBytesOfTheGeneratedJson() => Entries.Sample(entry =>
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
            PlanEntryText.Write(writer, entry);
        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(entry, PlanJson.Default.PlanEntry), text.ToArray());
    });

    [Fact]
    public void SearchState_ThroughJson_IsTheSame() =>
        States.Sample(state => Assert.Equivalent(state, Through(state, PlanJson.Default.SearchState), strict: true));

    // Written again it must be the same text: that sees every bit of a double, which an equality may pass over.
    private static T Through<T>(T value, JsonTypeInfo<T> type)
    {
        string json = JsonSerializer.Serialize(value, type);
        T read = JsonSerializer.Deserialize(json, type)!;
        Assert.Equal(json, JsonSerializer.Serialize(read, type));
        return read;
    }
}
