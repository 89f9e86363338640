using System.Globalization;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>Features before a study, its model files, and predictions after it.</summary>
public sealed class ModelCommandTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    private const string Synth = "data: {EURUSD: {synth: {seed: 1, bars: 2000, interval: 1h, start: 2021-01-04, price: 1.10}}}\n";

    private const string Rest = """
        parameters: {max_depth: [2, 3], n_estimators: {value: 10}, threshold: {value: 0.3}}
        validation: {cv_folds: 3}
        features: {r: "log(close / close[1])", rsi: "rsi(close, 14)", flat: close - close, late: "sma(close, 5000)"}
        name: small

        """;

    [Fact]
    public async Task Features_OfAStudy_HaveRangesSharesAndRemarks()
    {
        string study = tuner.Write("s.yaml", "model: xgboost\n" + Synth + Rest);
        Ended table = await tuner.RunAsync("features", study), lines = await tuner.RunAsync("features", study, "--json");
        JsonElement[] features = [.. lines.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal((0, string.Empty, 0), (table.Code, table.Error, lines.Code));
        Assert.Equal(["r", "rsi", "flat", "late"], features.Select(feature => feature.GetProperty("name").GetString()));
        Assert.Equal("rsi(close, 14)", features[1].GetProperty("expression").GetString());
        Assert.InRange(features[1].GetProperty("lowest").GetDouble(), 0, 50);
        Assert.InRange(features[1].GetProperty("highest").GetDouble(), 50, 100);
        Assert.Equal(1 / 2000.0, features[0].GetProperty("missing").GetDouble());
        Assert.Equal([false, false, true, true], features.Select(feature => feature.GetProperty("constant").GetBoolean()));
        Assert.False(features[3].TryGetProperty("lowest", out _));
        Assert.Matches(@"rsi +\d+\.\d+ +\d+\.\d+ +0\.70 ?%  rsi\(close, 14\)", table.Output);
        foreach (string remark in new[]
        {
            "Beware: The feature flat tells nothing: it has one value only. Remove it, or change its expression.",
            "Beware: The feature late tells nothing: it has no value. Remove it, or change its expression.",
        })
        {
            Assert.Contains(remark, table.Output);
            Assert.Contains(remark, lines.Error);
        }
    }

    [Fact]
    public async Task Features_StudyWithoutModel_SaysSo()
    {
        string study = tuner.Write("s.yaml", "strategy: ma_cross\nparameters: {fast: [3, 4], slow: [20, 30]}\n" + Synth);

        Assert.Equal(
            new Ended(2, string.Empty, $"{study}: The study trains no model, so it has no features. Add model: xgboost.\n"),
            await tuner.RunAsync("features", study));
    }

    [Theory]
    [InlineData("xgboost", "model.json")]
    [InlineData("lightgbm", "model.txt")]
    public async Task Predict_FinishedStudy_HasALineForEachBar(string model, string file)
    {
        await RunAsync($"model: {model}\n" + Synth + Rest);
        Ended ended = await tuner.RunAsync("predict", "out", "new.csv");
        Ended named = await tuner.RunAsync("predict", "out", "EURUSD=new.csv", "--out", "predictions.csv");
        string[] lines = ended.Output.TrimEnd('\n').Split('\n');

        Assert.Equal((0, string.Empty), (ended.Code, ended.Error));
        Assert.Equal((0, string.Empty, string.Empty), (named.Code, named.Output, named.Error));
        Assert.Equal(ended.Output, File.ReadAllText(tuner.In("predictions.csv")));
        Assert.True(File.Exists(tuner.In("out", file)));
        Assert.Equal("symbol,time,probability,signal", lines[0]);
        Assert.Equal(301, lines.Length);
        Assert.Matches("^EURUSD,20[0-9-]+T[0-9:]+Z,0\\.[0-9]+,[01]$", lines[1]);
        int signals = 0;
        foreach (string[] row in lines[1..].Select(line => line.Split(',')))
        {
            double probability = double.Parse(row[2], CultureInfo.InvariantCulture);
            Assert.InRange(probability, 0, 1);
            Assert.Equal(probability >= 0.3 ? "1" : "0", row[3]);
            signals += row[3] == "1" ? 1 : 0;
        }

        Assert.InRange(signals, 1, 299);
        Assert.Contains("`tuner predict` takes both", File.ReadAllText(tuner.In("out", "report.md")));
    }

    [Fact]
    public async Task Predict_BothSidesAndTwoSymbols_NamesThem()
    {
        await RunAsync(
            "model: xgboost\nlabels: {sides: both}\n" + Synth.Replace("}}}\n", "}}, GBPUSD: {synth: {bars: 1500}}}\n", StringComparison.Ordinal) + Rest);
        Ended ended = await tuner.RunAsync("predict", "out", "GBPUSD=new.csv");
        string[] lines = ended.Output.TrimEnd('\n').Split('\n');

        Assert.Equal((0, "symbol,time,probability_long,probability_short,signal", 301), (ended.Code, lines[0], lines.Length));
        Assert.All(lines[1..], line => Assert.Matches("^GBPUSD,[^,]+,0\\.[0-9E-]+,0\\.[0-9E-]+,(-1|0|1)$", line));
        Assert.Equal(
            new Ended(2, string.Empty, "new.csv: The file has no symbol, but the model was trained on several. Write SYMBOL=PATH; its symbols are EURUSD, GBPUSD.\n"),
            await tuner.RunAsync("predict", "out", "new.csv"));
        Assert.Equal(
            new Ended(2, string.Empty, "USDJPY=new.csv: The model was not trained on USDJPY. Write SYMBOL=PATH; its symbols are EURUSD, GBPUSD.\n"),
            await tuner.RunAsync("predict", "out", "USDJPY=new.csv"));
        Assert.Equal(
            new Ended(2, string.Empty, "GBPUSD=b.csv: GBPUSD has a file already: new.csv. Give one file or pattern per symbol.\n"),
            await tuner.RunAsync("predict", "out", "GBPUSD=new.csv", "GBPUSD=b.csv"));
    }

    [Fact]
    public async Task Predict_BadInput_SaysWhereWhatAndHow()
    {
        await RunAsync("model: xgboost\n" + Synth + Rest);
        string card = tuner.In("out", "model_card.json"), whole = File.ReadAllText(card);

        Ended nowhere = await tuner.RunAsync("predict", "none", "new.csv"), noBars = await tuner.RunAsync("predict", "out", "none.csv");
        Assert.Equal(
            new Ended(
                2,
                string.Empty,
                "none: There is no model in this folder: it has no model_card.json. Name the output folder of a finished study with model: "
                    + "xgboost or model: lightgbm.\n"),
            nowhere);
        Assert.Equal((2, string.Empty), (noBars.Code, noBars.Output));
        Assert.StartsWith("none.csv: There is no such file", noBars.Error, StringComparison.Ordinal);
        foreach ((string text, string message) in new[]
        {
            ("{", "The card of the model cannot be read"),
            (whole.Replace("\"format\": 1", "\"format\": 9", StringComparison.Ordinal), "The card has the format 9"),
            (whole.Replace("\"model.json\"", "\"../model.json\"", StringComparison.Ordinal), "The card names the file '../model.json'"),
            (whole.Replace("\"rsi\"", "\"rsj\"", StringComparison.Ordinal), "The model sees other features than its card says."),
            (whole.Replace("close - close", "clos - close", StringComparison.Ordinal), "clos is not"),
            (
                whole.Replace("\"threshold\"", "\"calibration\": {\"method\": \"isotonic\", \"points\": [1, 0], \"values\": [0, 1]}, \"threshold\"", StringComparison.Ordinal),
                "The calibration is damaged"),
        })
        {
            File.WriteAllText(card, text);
            Ended ended = await tuner.RunAsync("predict", "out", "new.csv");
            Assert.True(ended.Code == 2 && ended.Output.Length == 0, $"{message}: {ended.Code} {ended.Error}");
            Assert.Contains(message, ended.Error);
        }

        File.WriteAllText(card, whole);
        string model = tuner.In("out", "model.json"), trees = File.ReadAllText(model);
        foreach (string damaged in new[] { string.Empty, "tree\n", "{}", trees[..(trees.Length / 2)], "[1, 2]", trees.Replace("\"left_children\"", "\"x\"", StringComparison.Ordinal) })
        {
            File.WriteAllText(model, damaged);
            Ended ended = await tuner.RunAsync("predict", "out", "new.csv");
            Assert.True(ended.Code == 2, $"{damaged[..Math.Min(20, damaged.Length)]}: {ended.Code} {ended.Error}");
            Assert.Contains("The model cannot be read", ended.Error);
        }
    }

    public void Dispose() => tuner.Dispose();

    private async Task RunAsync(string study)
    {
        tuner.Write("s.yaml", study);
        Ended ran = await tuner.RunAsync("run", "s.yaml", "--out", "out", "--quiet");
        Assert.True(ran.Code == 0, ran.Error);
        Assert.Equal(0, (await tuner.RunAsync("data", "synth", "new.csv", "--bars", "300", "--seed", "9")).Code);
    }
}
