namespace ServerlessTuner.Cli.Tests.Serving;

/// <summary>The commands that speak to a service, as processes.</summary>
public sealed class RemoteCommandTests : IDisposable
{
    private const string Secret = "s3cret-key-of-the-service";
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    [Fact]
    public async Task Run_OnAService_SendsDataOnceAndGivesTheSameBytes()
    {
        string data = Path.Combine(folder, "eurusd.csv");
        await Tuner.RunAsync(["data", "synth", data, "--bars", "3000"]);
        foreach (string part in new[] { "1", "2" })
            await Tuner.RunAsync(["data", "synth", Path.Combine(folder, $"gbpusd-{part}.csv"), "--symbol", "GBPUSD", "--bars", "1000"]);
        string study = Path.Combine(folder, "study.yaml");
        await File.WriteAllTextAsync(
            study,
            "data: {EURUSD: eurusd.csv}\nstrategy: ma_cross\nparameters: {fast: [3, 5, 8], slow: [20, 30, 50], stop_pips: [20, 50], "
                + "target_pips: 40}\nmetric: sharpe\n");
        Assert.Equal(0, (await Tuner.RunAsync(["run", study, "--top-k", "4", "--out", Path.Combine(folder, "local"), "--quiet"])).Code);
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"), Secret);

        (int code, string output, string error) = await Tuner.RunAsync(
            ["run", study, "--top-k", "4", "--server", service.Address, "--out", Path.Combine(folder, "remote")], ("TUNER_KEY", Secret));
        (int again, string nothing, _) = await Tuner.RunAsync(
            ["run", study, "--top-k", "4", "--out", Path.Combine(folder, "again")],
            ("TUNER_KEY", Secret),
            ("TUNER_SERVER", service.Address));
        (_, string seeded, _) = await Tuner.RunAsync(
            ["run", study, "--top-k", "4", "--seed", "7", "--server", service.Address, "--out", Path.Combine(folder, "other")],
            ("TUNER_KEY", Secret));

        Assert.True(code == 0, error);
        Assert.Equal(0, again);
        Assert.Contains("Sent ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Sent ", nothing + seeded, StringComparison.Ordinal);
        Assert.Matches(@"\[Stage 1\] 18/18 \(100\.0%\) elapsed=\d\d:\d\d:\d\d eta=\d\d:\d\d:\d\d best_score=-?\d+\.\d{4}", output);
        foreach (string name in Studies.Results)
        {
            byte[] local = await File.ReadAllBytesAsync(Path.Combine(folder, "local", name));
            Assert.Equal(local, await File.ReadAllBytesAsync(Path.Combine(folder, "remote", name)));
            Assert.Equal(local, await File.ReadAllBytesAsync(Path.Combine(folder, "again", name)));
        }

        Assert.DoesNotContain(Secret, output + error + nothing + seeded, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "service", "data")));
    }

    [Fact]
    public async Task Run_OnAService_AllTrialsFail_ExitsWithAFaultAndTheResults()
    {
        string study = Path.Combine(folder, "fails.yaml"), results = Path.Combine(folder, "failed");
        await File.WriteAllTextAsync(
            study,
            "name: fails\nfunction: sphere\nparameters: {x: [1.0, 2.0]}\n"
                + "metric: {name: value, expression: log(0 - 1 - value), goal: minimize}\n");
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));

        (int code, _, string error) = await Tuner.RunAsync(["run", study, "--server", service.Address, "--out", results]);

        Assert.Equal(1, code);
        Assert.Contains(
            "All 2 trials failed. The first, trial 0: value is not a finite number. The results say why each did.",
            error,
            StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(results, "tuning_results.csv")));
    }

    [Fact]
    public async Task Run_OnAService_SecondStage_ShowsItsOwnBest()
    {
        string study = Path.Combine(folder, "two.yaml");
        // What is best under the free scenario loses under the dear one, whatever it is.
        await File.WriteAllTextAsync(
            study,
            "data: {EURUSD: {synth: {seed: 4, bars: 4000}}}\nstrategy: ma_cross\nparameters: {fast: [3, 5, 8], slow: [20, 30]}\n"
                + "metric: pnl_pips\nscenarios: {B: {spread_pips: 0}, D: {spread_pips: 500}}\n"
                + "stages: [{scenarios: [B], keep: 3}, {scenarios: [D], keep: 3}]\n");
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));

        (_, string output, _) = await Tuner.RunAsync(
            ["run", study, "--server", service.Address, "--out", Path.Combine(folder, "two"), "--progress-every", "1"]);

        double[] second = [
            .. output.Split('\n').Where(line => line.StartsWith("[Stage 2]", StringComparison.Ordinal) && !line.EndsWith("none", StringComparison.Ordinal))
                .Select(line => double.Parse(line.Split("best_score=")[1], System.Globalization.CultureInfo.InvariantCulture))
        ];
        Assert.NotEmpty(second);
        Assert.All(second, score => Assert.True(score < -1000));
    }

    [Fact]
    public async Task Commands_OnAStudy_DoWhatTheySay()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));
        await service.StartStudyAsync("id: fx-1\n" + Studies.Slow);
        await service.WaitAsync("fx-1", study => study.GetProperty("done").GetInt64() > 0);

        Assert.Matches("fx-1: running .*\n.*stage 1 of 1: [0-9]+/1000", await RunAsync("status", "fx-1"));
        Assert.Contains("fx-1", await RunAsync("list"), StringComparison.Ordinal);
        Assert.Contains("fx-1: paused", await RunAsync("pause", "fx-1"), StringComparison.Ordinal);
        Assert.Contains("fx-1: running", await RunAsync("resume", "fx-1"), StringComparison.Ordinal);
        Assert.Contains("fx-1: stop", await RunAsync("stop", "fx-1"), StringComparison.Ordinal);
        await service.WaitForStatusAsync("fx-1", "stopped");
        string target = Path.Combine(folder, "fetched");
        await RunAsync("fetch", "fx-1", "tuning_results.csv", "--out", target);
        Assert.Equal(["tuning_results.csv"], Directory.GetFiles(target).Select(path => Path.GetFileName(path)!));
        await service.StartStudyAsync("id: fx-2\n" + Studies.Slow);
        Assert.Matches("fx-2: (cancelled|running)", await RunAsync("cancel", "fx-2"));
        await service.WaitForStatusAsync("fx-2", "cancelled");

        async Task<string> RunAsync(params string[] arguments)
        {
            (int code, string output, string error) = await Tuner.RunAsync(arguments, ("TUNER_SERVER", service.Address));
            Assert.True(code == 0, error);
            return output;
        }
    }

    [Fact]
    public async Task Commands_WhatCannotBe_SayWhyWithoutTheKey()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"), "the-right-one");

        string[] errors =
        [
            await FailAsync("status", "fx-1", "--server", service.Address, "--key", Secret),
            await FailAsync("status", "fx-1", "--server", $"{service.Address}?code={Secret}"),
            await FailAsync("list", "--server", $"http://user:{Secret}@127.0.0.1:1"),
            await FailAsync("list", "--server", "http://127.0.0.1:1", "--key", Secret),
            await FailAsync("list", "--server", service.Address, "--key", Secret + "\n"),
            await FailAsync("list"),
            await FailAsync("fetch", "fx-1", "--server", service.Address, "--key", "the-right-one"),
        ];

        Assert.All(errors, error => Assert.DoesNotContain(Secret, error, StringComparison.Ordinal));
        Assert.Contains("did not accept the key", errors[0], StringComparison.Ordinal);
        Assert.Contains("cannot be reached", errors[3], StringComparison.Ordinal);
        Assert.Contains("TUNER_SERVER", errors[5], StringComparison.Ordinal);
        Assert.Contains("There is no study 'fx-1'", errors[6], StringComparison.Ordinal);

        static async Task<string> FailAsync(params string[] arguments)
        {
            (int code, string output, string error) = await Tuner.RunAsync(arguments);
            Assert.Equal(2, code);
            return output + error;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
