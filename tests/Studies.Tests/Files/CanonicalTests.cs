using System.Text.Json;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

public class CanonicalTests
{
    // Every member of a study has a value here that is not its default.
    private const string Everything = """
        name: everything
        id: all-1
        description: All of it.
        data:
          EURUSD: {path: a.csv, pip_size: 0.001, limit_bars: 7, from: 2020-01-02T03:04:05Z, to: 2021-01-01}
          GBPUSD: {synth: {seed: 18446744073709, bars: 9, interval: 15m, start: 2019-05-06, price: 1.25}}
        strategy: ma_cross
        folds: 3
        parameters:
          fast: {min: 3, max: 90, log: true}
          slow: {min: 10, max: 250, step: 10}
          type: {values: [sma, ema], probabilities: [0.25, 0.75]}
          stop_pips: {min: 10, max: 50.5, step: 0.5}
          target_pips: {distribution: log_uniform_values, min: 10, max: 100, when: {type: [ema]}}
          trailing_atr: {distribution: q_normal, mu: 2, sigma: 0.1, q: 0.25}
          break_even_pips: {distribution: log_normal, mu: 1}
          stop_atr: {distribution: beta, a: 2, b: 3}
          exit_on_opposite: false
        constraints: ["fast < slow and type != 'x'"]
        scenarios:
          D: {spread_factor: 0.5, spread_pips: 0.7, slippage_pips: 0.2, commission_pips: 0.1, delay_bars: 2, from: 2020-01-01, to: 2021-01-01}
        stages: [{scenarios: [D], keep: auto}, {scenarios: [A, B, D], keep: 3}]
        metric: [{name: mix, expression: sharpe + 1, goal: minimize, target: -1.5}, sqn]
        score: {min_trades: 30, penalty: 0.5}
        final_rank: score_B * 2
        sampler: {name: random, replacement: true}
        pruner: {name: percentile, percentile: 25}
        trials: 11
        evaluations: 12
        wall_time: 90m
        plateau: 13
        max_failures: 14
        seed: 9000000000000000000
        workers: 3
        chunk_size: 5
        parallel: 2
        async: true
        repeats: true
        refine: {share: 0.2, margin: 0.3, trials: 15}
        enqueue: [{fast: 5, slow: 20}]
        outputs: {directory: out, per_symbol: false}
        """;

    [Fact]
    public void ToJson_Everything_SurvivesTheRoundTrip()
    {
        StudySpec study = StudyFile.Parse(Everything, "study.yaml");
        string json = StudyFile.ToJson(study);
        StudySpec again = StudyFile.FromJson(json);

        Assert.Equal(json, StudyFile.ToJson(again));
        Assert.Equal(
            study.Space.Parameters.Select(parameter => parameter.Name), again.Space.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("all-1", again.Id);
        Assert.Equal(study.Data, again.Data);
        Assert.Equal(study.Scenarios, again.Scenarios);
        Assert.Equal(study.Metrics, again.Metrics);
        Assert.Equal(study.Budget, again.Budget);
        Assert.Equal(study.Run, again.Run);
        Assert.Equal(study.Refine, again.Refine);
        Assert.Equal(study.Stages.Select(stage => stage.Keep), again.Stages.Select(stage => stage.Keep));
        Assert.Equal(
            (study.Seed, study.Parallel, study.Async, study.Repeats, study.PerSymbol),
            (again.Seed, again.Parallel, again.Async, again.Repeats, again.PerSymbol));
        Assert.Equal(study.Enqueued, again.Enqueued);
        Assert.Equal(study.Sampler, again.Sampler);
        Assert.Equal(study.Pruner, again.Pruner);
    }

    [Fact]
    public void ToJson_Everything_NamesEveryMemberOfTheStudy()
    {
        // A member that is added to StudySpec and forgotten in the JSON would be lost on the way to another host.
        using JsonDocument document = JsonDocument.Parse(StudyFile.ToJson(StudyFile.Parse(Everything, "study.yaml")));
        string[] written = [.. document.RootElement.EnumerateObject().Select(member => member.Name.Replace("_", string.Empty)), "space"];

        Assert.All(typeof(StudySpec).GetProperties(), property => Assert.Contains(property.Name.ToLowerInvariant(), written));
    }

    [Fact]
    public void Identity_DependsOnWhatDecidesTheOutcome()
    {
        string Identity(string text) => StudyFile.Identity(StudyFile.Parse(text, "study.yaml"));

        string original = Identity(Everything);
        Assert.Equal(32, original.Length);
        foreach (
            string same in new[]
            {
                "workers: 3>workers: 8",
                "chunk_size: 5>chunk_size: 9",
                "directory: out>directory: other",
                "All of it.>Else.",
                "trials: 11>trials: 99",
                "fast: {min: 3, max: 90, log: true}>fast: {log: true, max: 90, distribution: int, min: 3}"
            })
            Assert.Equal(original, Identity(Everything.Replace(same.Split('>')[0], same.Split('>')[1])));
        foreach (
            string other in new[]
            {
                "seed: 9>seed: 8",
                "max: 90,>max: 91,",
                "penalty: 0.5>penalty: 0.25",
                "keep: 3>keep: 4",
                "a.csv>b.csv",
                "parallel: 2>parallel: 3",
                "share: 0.2>share: 0.3",
                "fast < slow>fast <= slow"
            })
            Assert.NotEqual(original, Identity(Everything.Replace(other.Split('>')[0], other.Split('>')[1])));
    }

    [Fact]
    public void Canonical_SmallStudy_NeverChanges()
    {
        // Journals name studies by the hash of this text: if it changes, old runs can no longer be resumed.
        const string Expected =
            """{"name":"s","data":[],"objective":{"function":"sphere","noise":0,"delay_ms":0,"steps":1},"parameters":[{"name":"x","distribution":{"values":[1,2.0]}}],"constraints":[],"sampler":{"name":"grid","settings":{}},"scenarios":[{"name":"A","spread_factor":0.8,"slippage_pips":0,"commission_pips":0,"delay_bars":0},{"name":"B","spread_factor":1,"slippage_pips":0.1,"commission_pips":0,"delay_bars":0},{"name":"C","spread_factor":1.5,"slippage_pips":0.3,"commission_pips":0,"delay_bars":1}],"stages":[{"scenarios":["B"],"keep":10}],"metrics":[{"name":"value","expression":"value","goal":"minimize"}],"score":{"min_trades":0,"penalty":0.25},"final_rank":"worst","budget":{},"seed":42,"parallel":1,"async":false,"repeats":false,"enqueued":[],"per_symbol":true}""";

        Assert.Equal(Expected, StudyFile.Canonical(StudyFile.Parse("function: sphere\nparameters: {x: [1, 2.0]}\n", "s.yaml")));
    }

    // As the reference implementation's xxh128sum prints them.
    [Theory]
    [InlineData("", "99aa06d3014798d86001c324468d497f")]
    [InlineData("a", "a96faf705af16834e6c632b61e964e1f")]
    [InlineData("abc", "06b05ab6733a618578af5f94892f3950")]
    public void Hash_KnownAnswer(string text, string expected) =>
        Assert.Equal(expected, StudyFile.Hash(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Identity_OfYamlAndJson_IsTheSame() =>
        Assert.Equal(
            StudyFile.Identity(StudyFile.Parse("name: n\nfunction: sphere\nparameters:\n  x: [1, 2.0]\n", "a.yaml")),
            StudyFile.Identity(
                StudyFile.Parse(
                    "{\"name\": \"n\", \"function\": {\"name\": \"sphere\"}, \"parameters\": {\"x\": {\"values\": [1, 2.0]}}}", "b.json")));
}
