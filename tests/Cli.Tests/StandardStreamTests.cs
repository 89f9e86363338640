using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>Output that nobody takes: a run goes on to its results, and says afterwards what is missing where that was no wish.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    public StandardStreamTests() => tuner.Write(
        "study.yaml",
        "name: s\nfunction: {name: sphere, delay_ms: 2}\nparameters: {x: {min: -5.0, max: 5.0}, y: {min: -5.0, max: 5.0}}\n"
            + "sampler: random\ntrials: 200\n");

    [Theory]
    [InlineData("| head -1", 0, "")]
    [InlineData("--json | head -1", 0, "")]
    [InlineData(">&-", 0, "")]
    [InlineData("--json >&-", 0, "")]
    [InlineData(">/dev/full", 1, "The output is not complete: No space left on device")]
    [InlineData("--json >/dev/full", 1, "The output is not complete: No space left on device")]
    [InlineData("2>&-", 0, "")]
    public async Task Run_OutputThatNobodyTakes_WritesItsResults(string rest, int code, string error)
    {
        Assert.Equal(0, (await tuner.RunAsync("run", "study.yaml", "--out", "whole", "--quiet")).Code);

        Ended ended = await tuner.ShellAsync($"set -o pipefail; $TUNER run study.yaml --out out {rest}");

        Assert.Equal((code, error), (ended.Code, ended.Error.Trim()));
        Assert.Equal(tuner.Bytes("whole", "tuning_results.csv"), tuner.Bytes("out", "tuning_results.csv"));
        Assert.True(File.Exists(tuner.In("out", "report.md")));
    }

    [Theory]
    [InlineData("best whole >&-", 0)]
    [InlineData("top whole | head -1", 0)]
    [InlineData("best whole >/dev/full", 1)]
    [InlineData("export whole --format csv >/dev/full", 1)]
    [InlineData("run nothing.yaml 2>&-", 2)]
    [InlineData("run nothing.yaml 2>/dev/full", 2)]
    public async Task Commands_OutputThatNobodyTakes_EndWithoutATrace(string command, int code)
    {
        Assert.Equal(0, (await tuner.RunAsync("run", "study.yaml", "--out", "whole", "--quiet")).Code);

        Ended ended = await tuner.ShellAsync($"set -o pipefail; $TUNER {command}");

        Assert.Equal(code, ended.Code);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("kept", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HugeExpression_IsQuotedInPart()
    {
        string expression = string.Concat(Enumerable.Repeat("1+", 250_000)) + "value";
        tuner.Write("huge.yaml", $"function: sphere\nparameters: {{x: [1]}}\nmetric: {{name: q, expression: \"{expression}\"}}\n");

        Ended ended = await tuner.RunAsync("run", "huge.yaml");

        Assert.Equal(2, ended.Code);
        Assert.Contains("…', and at column 2001: ", ended.Error, StringComparison.Ordinal);
        Assert.InRange(ended.Error.Length, 100, 600);
    }

    public void Dispose() => tuner.Dispose();
}
