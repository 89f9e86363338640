using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests.Serving;

/// <summary>The cases from public reports whose trials agents evaluate, through a real port.</summary>
public sealed class TradingCaseServeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    [TradingCaseFact(Python = true)]
    public async Task NanAgent_ANanLoss_FailsTheTrialAndNoAgent()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));
        string id = await service.StartStudyAsync(await ReadAsync("nan_agent.yaml"));
        Process[] agents = [
            .. Enumerable.Range(0, 3).Select(_ => Process.Start(
                new ProcessStartInfo("python3", [PathOf("nan_agent.py"), service.Address, id])
                {
                    UseShellExecute = false, RedirectStandardError = true
                })!)
        ];

        JsonElement ended = await service.WaitForStatusAsync(id, "completed");

        foreach (Process agent in agents)
        {
            using (agent)
            {
                string error = await agent.StandardError.ReadToEndAsync();
                await agent.WaitForExitAsync();
                Assert.True(agent.ExitCode == 0, error);
            }
        }

        (int trials, int failed) = (ended.GetProperty("trials").GetInt32(), ended.GetProperty("failed").GetInt32());
        Assert.Equal(10, trials);
        string table = await service.Client.GetStringAsync($"/api/studies/{id}/artifacts/trials.csv");
        string[][] rows = [.. table.TrimEnd().Split('\n').Skip(1).Select(row => row.Split(','))];
        Assert.Equal(failed, rows.Count(row => row[1] == "failed"));
        Assert.InRange(failed, 1, 9);
        // Losses are NaN where x is above 0.5, and only there.
        Assert.All(rows, row => Assert.Equal(double.Parse(row[2]) > 0.5, row[1] == "failed"));
        string report = await service.Client.GetStringAsync($"/api/studies/{id}/artifacts/report.md");
        Assert.DoesNotContain("under B", report);
        Assert.DoesNotContain("_B", report);
    }

    [TradingCaseFact]
    public async Task Step0_StepsThatAgentsReport_AreKept()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));
        string id = await service.StartStudyAsync(await ReadAsync("step0.yaml"));
        for (int trial = 0; trial < 8; trial++)
        {
            await AskAsync(service, id);
            string path = $"/api/studies/{id}/trials/{trial}";
            JsonElement zero = await SendAsync(service, HttpMethod.Post, $"{path}/reports", """{"step": 0, "metrics": {"loss": 1.5}}""");
            Assert.False(zero.GetProperty("stop").GetBoolean());
            string loss = trial == 3 ? "2.5" : "0.5";
            JsonElement later = await SendAsync(
                service, HttpMethod.Post, $"{path}/reports", $$"""{"step": {{10 * (trial + 1)}}, "metrics": {"loss": {{loss}} } }""");
            Assert.Equal(trial == 3, later.GetProperty("stop").GetBoolean());
            await SendAsync(
                service, HttpMethod.Put, path, trial == 3 ? """{"state": "pruned"}""" : """{"state": "complete", "metrics": {"loss": 0.4}}""");
        }

        await service.WaitForStatusAsync(id, "completed");

        string table = await service.Client.GetStringAsync($"/api/studies/{id}/artifacts/trials.csv");
        string[][] rows = [.. table.TrimEnd().Split('\n').Select(row => row.Split(','))];
        (int steps, int intermediate) = (Array.IndexOf(rows[0], "steps"), Array.IndexOf(rows[0], "intermediate"));
        Assert.Equal(["10", "20", "30", "40", "50", "60", "70", "80"], rows[1..].Select(row => row[steps]));
        Assert.Equal("0:1.5 10:0.5", rows[1][intermediate]);
        Assert.Equal("0:1.5 40:2.5", rows[4][intermediate]);
    }

    [TradingCaseFact]
    public async Task NoTradesWins_OnAService_IsSaidAsOnThisMachine()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));

        (int code, string output, string error) = await Tuner.RunAsync(
            ["run", PathOf("no_trades_wins.yaml"), "--server", service.Address, "--out", Path.Combine(folder, "out")]);

        Assert.True(code == 0, error);
        Assert.Contains("Beware: slow goes up to 5,000, but EURUSD has 3,000 bars: with 1 of its 3 values", output);
        Assert.Contains("4 of 12 trials traded too seldom for sharpe and are not ranked.", output);
        Assert.DoesNotContain("5000", output);
    }

    [TradingCaseFact]
    public async Task NestedGrid_HasEveryCombination()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));
        string id = await service.StartStudyAsync(await ReadAsync("nested_grid2.yaml"));
        var seen = new HashSet<string>();
        for (int trial = 0; trial < 24; trial++)
        {
            JsonElement given = await AskAsync(service, id);
            JsonElement values = given.GetProperty("values");
            seen.Add(values.GetRawText());
            Assert.Equal(["flag", "noise", "optimizer.learning_rate", "optimizer.momentum"], values.EnumerateObject().Select(value => value.Name).Order());
            await SendAsync(
                service, HttpMethod.Put, $"/api/studies/{id}/trials/{given.GetProperty("trial")}", """{"state": "complete", "value": 1}""");
        }

        JsonElement ended = await service.WaitForStatusAsync(id, "completed");
        Assert.Equal((24, 24), (seen.Count, ended.GetProperty("trials").GetInt32()));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string PathOf(string name) => Path.Combine(TradingCaseFactAttribute.Folder!, name);

    private static Task<string> ReadAsync(string name) => File.ReadAllTextAsync(PathOf(name));

    private static async Task<JsonElement> AskAsync(ServeProcess service, string id)
    {
        for (int i = 0; i < 600; i++)
        {
            using HttpResponseMessage answer = await service.Client.PostAsync(
                $"/api/studies/{id}/trials", new StringContent("{}", Encoding.UTF8, "application/json"));
            if ((int)answer.StatusCode == 200)
                return await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(204, (int)answer.StatusCode);
            await Task.Delay(50);
        }

        throw new TimeoutException("No trial was offered.");
    }

    private static async Task<JsonElement> SendAsync(ServeProcess service, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using HttpResponseMessage answer = await service.Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
