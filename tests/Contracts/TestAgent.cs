using System.Globalization;
using System.Text.Json;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Contracts;

/// <summary>What a call of an agent was answered with.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">The body; undefined where there is none.</param>
/// <param name="RetryAfter">The header, or null.</param>
internal sealed record AgentAnswer(int Status, JsonElement Body, int? RetryAfter);

/// <summary>
/// An agent that evaluates a test function outside: the trials of a study with an external objective are then those of the same study
/// with that function. How its calls reach the service is up to the test.
/// </summary>
/// <param name="study">The study's id.</param>
/// <param name="evaluate">What it evaluates.</param>
/// <param name="send">Sends a method, a path and a body.</param>
internal sealed class TestAgent(string study, TestFunctionAgent evaluate, Func<string, string, string, Task<AgentAnswer>> send)
{
    /// <summary>Called before each call with the trial at work; may throw or wait.</summary>
    public Func<long, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>How long to wait when no trial is free; the header's time is meant for agents with more patience.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>What it asks with.</summary>
    public string Wish { get; init; } = "{}";

    /// <summary>The trials it was given.</summary>
    public List<(long Trial, int Attempt)> Given { get; } = [];

    /// <summary>Works until the study has ended.</summary>
    public async Task RunAsync()
    {
        while (await AskAsync(Wish) is { } trial)
        {
            if (trial.Body.ValueKind == JsonValueKind.Object)
                await WorkAsync(trial.Body);
            else
                await Task.Delay(Wait);
        }
    }

    /// <summary>Asks for a trial: an answer with it, one without a body where none is free, or null when the study has ended.</summary>
    public async Task<AgentAnswer?> AskAsync(string body = "{}")
    {
        AgentAnswer answer = await send("POST", $"/api/studies/{study}/trials", body);
        if (answer.Status == 410)
            return null;
        Assert.True(answer.Status is 200 or 204, answer.ToString());
        Assert.True(answer.Status == 200 || answer.RetryAfter > 0, answer.ToString());
        if (answer.Status == 200)
            Given.Add((answer.Body.GetProperty("trial").GetInt64(), answer.Body.GetProperty("attempt").GetInt32()));
        return answer;
    }

    /// <summary>Evaluates a trial to its end.</summary>
    public async Task WorkAsync(JsonElement trial)
    {
        long number = trial.GetProperty("trial").GetInt64();
        double[] curve = evaluate.Curve(ParameterSet.FromJson(trial.GetProperty("values")));
        for (int step = 1; curve.Length > 1 && step <= curve.Length; step++)
        {
            await Before(number);
            AgentAnswer report = await ReportAsync(number, step, curve[step - 1], trial.GetProperty("attempt").GetInt32());
            // Another agent has it: this one was silent for too long.
            if (report.Status == 409)
                return;
            Assert.True(report.Status == 200, report.ToString());
            if (!report.Body.GetProperty("stop").GetBoolean())
                continue;
            await TellAsync(number, "{\"state\": \"pruned\"}", 200);
            return;
        }

        await Before(number);
        await TellAsync(number, $"{{\"state\": \"complete\", \"metrics\": {{\"value\": {Text(curve[^1])}, \"of no interest\": 1}}}}", 200);
    }

    public Task<AgentAnswer> ReportAsync(long trial, int step, double value, int attempt) =>
        send(
            "POST",
            $"/api/studies/{study}/trials/{trial}/reports",
            $"{{\"step\": {step}, \"value\": {Text(value)}, \"attempt\": {attempt}}}");

    public async Task<AgentAnswer> TellAsync(long trial, string outcome, int status)
    {
        AgentAnswer answer = await send("PUT", $"/api/studies/{study}/trials/{trial}", outcome);
        Assert.True(answer.Status == status, answer.ToString());
        return answer;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A study in two forms: with a function that the host evaluates, and with the same evaluated by agents.</summary>
/// <param name="steps">The steps of a trial.</param>
/// <param name="more">Further lines of the study.</param>
internal sealed class TestFunctionAgent(int steps, string more)
{
    private readonly FunctionObjective objective = Make(Text("function: {name: rastrigin, steps: " + steps + "}", more));

    /// <summary>The study for a host.</summary>
    public string Inside { get; } = Text("function: {name: rastrigin, steps: " + steps + "}", more);

    /// <summary>The study for agents.</summary>
    public string Outside { get; } = Text("objective: {steps: " + steps + "}", more);

    /// <summary>The metric after each step.</summary>
    public double[] Curve(ParameterSet values)
    {
        var curve = new List<double>();
        var table = new MetricTable(1, 1);
        objective.EvaluateSteps(values, Scenario.Defaults[1], false, table, (_, row) => Add(curve, row[0]), CancellationToken.None);
        return [.. curve];

        static bool Add(List<double> curve, double value)
        {
            curve.Add(value);
            return true;
        }
    }

    private static string Text(string objective, string more) => $$$"""
        name: outside
        {{{objective}}}
        parameters: {x1: {min: -5.12, max: 5.12}, x2: {min: -5.12, max: 5.12}, n: {min: 1, max: 3}}
        metric: {name: value, goal: minimize}
        {{{more}}}
        """;

    private static FunctionObjective Make(string text)
    {
        StudySpec spec = StudyFile.Parse(text, "study.yaml");
        return new FunctionObjective((FunctionSpec)spec.Objective, spec.Space, spec.Seed);
    }
}
