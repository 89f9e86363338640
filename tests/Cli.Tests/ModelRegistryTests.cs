using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>Models under names: the command on a folder.</summary>
public sealed class ModelRegistryTests : IDisposable
{
    private const string Study = """
        name: small
        model: xgboost
        data: {EURUSD: {synth: {seed: 1, bars: 2000, interval: 1h, start: 2021-01-04, price: 1.10}}}
        parameters: {max_depth: [2, 3, 4], n_estimators: {value: 10}, threshold: {value: 0.3}}
        validation: {cv_folds: 3}
        features: ["log(close / close[1])", "rsi(close, 14)"]
        stages: [{scenarios: [B]}]
        metric: val/logloss

        """;

    private readonly TunerCommand tuner = new();

    [Fact]
    public async Task Promote_BestAndOthers_AreVersionsWithAliasesAndHistory()
    {
        await RunAsync();
        long best = JsonDocument.Parse(tuner.Bytes("out", "best_trial.json")).RootElement.GetProperty("trial").GetInt64();
        long other = (best + 1) % 3;

        Assert.Equal(
            Done($"xgb version 1 is trial {best} of small; xgb:candidate names it."),
            await tuner.RunAsync(
                "model", "promote", "out", "xgb", "--alias", "candidate", "--require", "val/logloss < 1 and val/auc > 0.1"));
        Assert.Equal(Done($"xgb version 2 is trial {other} of small."), await tuner.RunAsync("model", "promote", $"out:{other}", "xgb"));
        Assert.Equal(Done($"xgb version 1 is trial {best} of small."), await tuner.RunAsync("model", "promote", $"out:{best}", "xgb"));
        Assert.Equal(Done("xgb:prod is version 1."), await tuner.RunAsync("model", "alias", "xgb:candidate", "prod"));
        Assert.Equal(Done("xgb:prod is version 2."), await tuner.RunAsync("model", "alias", "xgb:v2", "prod"));
        Assert.Equal(0, (await tuner.RunAsync("model", "get", "xgb:prod", "--out", "got")).Code);
        Assert.Equal(Done("xgb:prod is version 1 again."), await tuner.RunAsync("model", "rollback", "xgb"));
        // A study that is gone takes no model with it.
        Directory.Delete(tuner.In("out"), recursive: true);
        Assert.Equal(0, (await tuner.RunAsync("model", "get", "xgb:prod", "--out", "prod")).Code);
        Ended predicted = await tuner.RunAsync("predict", "prod", "new.csv"), list = await tuner.RunAsync("model", "list", "xgb");
        JsonElement model = JsonDocument.Parse((await tuner.RunAsync("model", "list", "--json")).Output).RootElement;

        Assert.Equal((0, 301), (predicted.Code, predicted.Output.TrimEnd('\n').Split('\n').Length));
        Assert.NotEqual(tuner.Bytes("got", "model.json"), tuner.Bytes("prod", "model.json"));
        JsonElement card = JsonDocument.Parse(tuner.Bytes("got", "model_card.json")).RootElement;
        Assert.Equal((other, 2 + other), (card.GetProperty("trial").GetInt64(), card.GetProperty("values").GetProperty("max_depth").GetInt64()));
        Assert.Equal(
            card.GetProperty("metrics").GetProperty("val/logloss").GetDouble(),
            model.GetProperty("versions")[1].GetProperty("metrics").GetProperty("val/logloss").GetDouble());
        Assert.Equal(64, model.GetProperty("versions")[0].GetProperty("data").GetProperty("EURUSD").GetString()!.Length);
        Assert.Equal(
            ["added", "moved", "added", "moved", "moved", "rolled_back"],
            model.GetProperty("history").EnumerateArray().Select(entry => entry.GetProperty("change").GetString()));
        Assert.Contains("set prod back from 2 to 1", list.Output);
        Assert.Contains("(required: val/logloss < 1 and val/auc > 0.1)", list.Output);
    }

    [Fact]
    public async Task Promote_ManyProcessesAtOnce_LoseNothing()
    {
        await RunAsync();

        Ended[] ended = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(trial => tuner.RunAsync("model", "promote", $"out:{trial}", "xgb", "--alias", $"a{trial}")));
        JsonElement model = JsonDocument.Parse((await tuner.RunAsync("model", "list", "--json")).Output).RootElement;

        Assert.All(ended, one => Assert.Equal((0, string.Empty), (one.Code, one.Error)));
        Assert.Equal([1, 2, 3], model.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("number").GetInt32()));
        Assert.Equal(6, model.GetProperty("history").GetArrayLength());
        Assert.Equal([1, 2, 3], model.GetProperty("aliases").EnumerateObject().Select(alias => alias.Value.GetInt32()).Order());
    }

    [Fact]
    public async Task Model_BadInput_SaysWhereWhatAndHow()
    {
        await RunAsync();
        tuner.Write("backtest.yaml", "strategy: ma_cross\nparameters: {fast: [3], slow: [20]}\ndata: {EURUSD: {synth: {bars: 500}}}\n");
        Assert.Equal(0, (await tuner.RunAsync("run", "backtest.yaml", "--out", "backtest", "--quiet")).Code);
        foreach ((string[] arguments, string message) in new (string[], string)[]
        {
            (["promote", "none", "xgb"], "There is no study in this folder"),
            (["promote", "backtest", "xgb"], "trains no models."),
            (["promote", "out:9", "xgb"], "The study small has no trial 9."),
            (["promote", "out:x", "xgb"], "'x' is no number of a trial. Write STUDY, or STUDY:TRIAL such as runs/xgb:17."),
            (["promote", "out", "xgb", "--require", "val/auc > 0.99"], "The model does not pass the gate 'val/auc > 0.99': val/auc is 0."),
            (["promote", "out", "xgb", "--require", "val/au > 1"], "The gate 'val/au > 1' cannot be read"),
            (["promote", "out", "../xgb"], "The name of a model is '../xgb', but must be 1 to 64 letters"),
            (["promote", "out", "xgb", "--alias", "latest"], "The alias is 'latest'"),
            (["get", "xgb:prod", "--out", "got"], "There is no model 'xgb'"),
            (["rollback", "xgb"], "There is no model 'xgb'"),
        })
        {
            Ended ended = await tuner.RunAsync(["model", .. arguments]);
            Assert.True(ended.Code == 2 && ended.Output.Length == 0, $"{message}: {ended.Code} {ended.Error}");
            Assert.Contains(message, ended.Error);
        }

        Assert.Equal(Done("There are no models."), await tuner.RunAsync("model", "list"));
    }

    [Fact]
    public async Task Promote_DataChangedSince_RefusesToTrainAnotherModel()
    {
        await tuner.RunAsync("data", "synth", "eurusd.csv", "--bars", "2000");
        await RunAsync(Study.Replace("{synth: {seed: 1, bars: 2000, interval: 1h, start: 2021-01-04, price: 1.10}}", "eurusd.csv", StringComparison.Ordinal));
        long best = JsonDocument.Parse(tuner.Bytes("out", "best_trial.json")).RootElement.GetProperty("trial").GetInt64();
        await tuner.RunAsync("data", "synth", "eurusd.csv", "--bars", "2000", "--seed", "5");

        Ended winner = await tuner.RunAsync("model", "promote", "out", "xgb");
        Ended other = await tuner.RunAsync("model", "promote", $"out:{(best + 1) % 3}", "xgb");

        Assert.Equal(0, winner.Code);
        Assert.Equal(
            new Ended(
                2,
                string.Empty,
                "study: The data of EURUSD have changed since the study was run, so its model would be another. Put the old data back, or run "
                    + "the study again.\n"),
            other);
    }

    public void Dispose() => tuner.Dispose();

    private static Ended Done(string line) => new(0, line + "\n", string.Empty);

    private async Task RunAsync(string study = Study)
    {
        tuner.Write("s.yaml", study);
        Ended ran = await tuner.RunAsync("run", "s.yaml", "--out", "out", "--quiet");
        Assert.True(ran.Code == 0, ran.Error);
        Assert.Equal(0, (await tuner.RunAsync("data", "synth", "new.csv", "--bars", "300", "--seed", "9")).Code);
    }
}
