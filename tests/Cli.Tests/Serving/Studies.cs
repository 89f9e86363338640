namespace ServerlessTuner.Cli.Tests.Serving;

/// <summary>Studies for the tests of the service.</summary>
internal static class Studies
{
    /// <summary>Over in a moment.</summary>
    public const string Quick = """
        name: quick
        function: sphere
        parameters: {x0: {min: -5.0, max: 5.0}, x1: {min: -5.0, max: 5.0}}
        sampler: random
        trials: 40
        """;

    /// <summary>Ten seconds of waiting on two threads, in pieces of 0.1 s.</summary>
    public const string Slow = """
        name: slow
        function: {name: sphere, delay_ms: 20}
        parameters: {x0: {min: -5.0, max: 5.0}, x1: {min: -5.0, max: 5.0}}
        sampler: random
        trials: 1000
        chunk_size: 5
        """;

    /// <summary>Two stages on two symbols.</summary>
    public const string TwoStage = """
        name: two-stage
        data:
          EURUSD: {synth: {seed: 1, bars: 3000, interval: 1h, start: 2021-01-04, price: 1.10}}
          USDJPY: {synth: {seed: 3, bars: 3000, interval: 1h, start: 2021-01-04, price: 110}}
        strategy: ma_cross
        parameters:
          fast: [3, 5, 8]
          slow: [20, 30, 50]
          stop_pips: [20, 50]
          target_pips: [30, 80]
        stages:
          - {scenarios: [B], keep: 5}
          - {scenarios: [A, B, C]}
        metric: sharpe
        """;

    /// <summary>The files that are the same bytes wherever a study runs.</summary>
    public static readonly string[] Results = ["stage1_results.csv", "top_k.csv", "tuning_results.csv"];
}
