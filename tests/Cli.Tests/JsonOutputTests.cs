using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>What commands print for programs.</summary>
public sealed class JsonOutputTests : IDisposable
{
    private const string Study = """
        name: bowl
        function: sphere
        parameters: {x: {min: -3, max: 3}, y: {min: -1, max: 1}}
        sampler: grid
        """;

    private readonly TunerCommand tuner = new();

    [Fact]
    public async Task Run_FaultsOfAStudyFile_AreAnEventWithTheirPlaces()
    {
        Ended run = await tuner.RunAsync("run", tuner.Write("s.yaml", "name: a\nfunction: sphear\ntrials: 0\nparameters: {x: [1, 2]}\n"), "--json");

        JsonElement only = Assert.Single(Lines(run.Output));
        Assert.Equal(("refused", 2), (only.GetProperty("event").GetString(), run.Code));
        JsonElement[] problems = [.. only.GetProperty("problems").EnumerateArray()];
        Assert.Equal(
            ["function:2:11", "trials:3:9"],
            problems.Select(problem => $"{problem.GetProperty("field")}:{problem.GetProperty("line")}:{problem.GetProperty("column")}"));
        Assert.Equal("Did you mean sphere?", problems[0].GetProperty("remedy").GetString());
        Assert.Contains("trials is 0", run.Error);
    }

    [Fact]
    public async Task Run_OptionWithAFault_IsNamedInTheEvent()
    {
        Ended run = await tuner.RunAsync("run", tuner.Write("s.yaml", Study), "--workers", "many", "--json");

        JsonElement problem = Assert.Single(Assert.Single(Lines(run.Output)).GetProperty("problems").EnumerateArray());
        Assert.Equal(("workers", "'many'"), (problem.GetProperty("field").GetString(), problem.GetProperty("value").GetString()));
    }

    [Fact]
    public async Task Validate_Json_SaysHowTheFileWasUnderstood()
    {
        Ended valid = await tuner.RunAsync("validate", tuner.Write("s.yaml", Study), "--json");
        Ended faulty = await tuner.RunAsync("validate", tuner.Write("t.yaml", "function: sphere\nmetrik: a\n"), "--json");

        JsonElement only = Assert.Single(Lines(valid.Output));
        Assert.Equal(("valid", "bowl"), (only.GetProperty("event").GetString(), only.GetProperty("name").GetString()));
        Assert.Equal((0, 2), (valid.Code, faulty.Code));
        Assert.Equal("metrik", Lines(faulty.Output)[0].GetProperty("problems")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Top_Json_HasTheRowsOfTheTable()
    {
        await tuner.RunAsync("run", tuner.Write("s.yaml", Study), "--out", "out", "--quiet");

        JsonElement[] lines = Lines((await tuner.RunAsync("top", "out", "-n", "3", "--json")).Output);

        Assert.Equal([1, 2, 3], lines.Select(line => line.GetProperty("rank").GetInt32()));
        Assert.Equal([0.0, 1, 1], lines.Select(line => line.GetProperty("metrics").GetProperty("value").GetDouble()));
        Assert.Equal((0, 0), (
            lines[0].GetProperty("parameters").GetProperty("x").GetInt32(), lines[0].GetProperty("parameters").GetProperty("y").GetInt32()));
    }

    [Fact]
    public async Task Importance_Json_HasEveryParameter()
    {
        await tuner.RunAsync("run", tuner.Write("s.yaml", Study), "--out", "out", "--quiet");

        JsonElement[] lines = Lines((await tuner.RunAsync("importance", "out", "--json")).Output);

        Assert.Equal(["x", "y"], lines.Select(line => line.GetProperty("name").GetString()));
        Assert.Equal(1, lines.Sum(line => line.GetProperty("importance").GetDouble()), 9);
        Assert.True(lines[0].GetProperty("explained").GetDouble() > lines[1].GetProperty("explained").GetDouble());
    }

    [Fact]
    public async Task Run_Help_ListsSamplersPrunersAndStrategies()
    {
        string help = string.Join(
            ' ', (await tuner.RunAsync("run", "--help")).Output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("cmaes", help);
        Assert.Contains("hyperband", help);
        Assert.Contains("donchian_breakout", help);
        Assert.Contains("--chunk-size", help);
    }

    public void Dispose() => tuner.Dispose();

    private static JsonElement[] Lines(string output) => [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
    ];
}
