using System.Globalization;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    private const string Study = """
        name: export
        data:
          EURUSD: {synth: {seed: 1, bars: 2000, interval: 1h, start: 2021-01-04, price: 1.10}}
        strategy: ma_cross
        parameters:
          type: [sma, ema]
          fast: [3, 5, 8]
          slow: [20, 30]
          stop_pips: [0, 20.5]
        stages:
          - {scenarios: [B], keep: 4}
          - {scenarios: [A, B, C]}
        metric: sharpe
        """;

    [Fact]
    public async Task Export_Csv_IsThePublishedTable()
    {
        await RunAsync();

        Assert.Equal((0, await File.ReadAllTextAsync(tuner.In("out", "stage1_results.csv"))), await OutputAsync("export", "out"));
        Assert.Equal(
            (0, await File.ReadAllTextAsync(tuner.In("out", "tuning_results.csv"))), await OutputAsync("export", "out", "--stage", "2"));
    }

    [Fact]
    public async Task Export_Json_HasEveryTrialWithItsTypes()
    {
        await RunAsync();

        Assert.Equal(0, (await tuner.RunAsync("export", "out", "--format", "json", "-o", "trials.json")).Code);

        using JsonDocument trials = JsonDocument.Parse(await File.ReadAllTextAsync(tuner.In("trials.json")));
        string[][] table = Table();
        Assert.Equal(table.Length - 1, trials.RootElement.GetArrayLength());
        foreach ((JsonElement trial, string[] row) in trials.RootElement.EnumerateArray().Zip(table.Skip(1)))
        {
            JsonElement values = trial.GetProperty("values"), metrics = trial.GetProperty("metrics");
            Assert.Equal(
                row.Take(5),
                [
                    trial.GetProperty("trial").ToString(),
                    values.GetProperty("type").GetString()!,
                    values.GetProperty("fast").ToString(),
                    values.GetProperty("slow").ToString(),
                    Text(values.GetProperty("stop_pips").GetDouble())
                ]);
            Assert.Equal(row[5], Text(trial.GetProperty("score").GetDouble()));
            Assert.Equal(row[6], Text(metrics.GetProperty("trades_B").GetDouble()));
            Assert.Equal("complete", trial.GetProperty("state").GetString());
            Assert.Equal(JsonValueKind.Null, trial.GetProperty("failure").ValueKind);
        }
    }

    [Fact]
    public async Task Export_Parquet_IsReadBackWithTheSameNumbers()
    {
        await RunAsync();

        Assert.Equal(0, (await tuner.RunAsync("export", "out", "--format", "parquet", "-o", "trials.parquet")).Code);

        await using ParquetReader reader = await ParquetReader.CreateAsync(tuner.In("trials.parquet"));
        using var group = reader.OpenRowGroupReader(0);
        string[][] table = Table();
        int rows = table.Length - 1;
        Assert.Equal((1, rows), (reader.RowGroupCount, (int)group.RowCount));
        DataField[] fields = reader.Schema.GetDataFields();
        Assert.Equal(
            ["trial", "rank", "state", "score", "type", "fast", "slow", "stop_pips", "trades_B"],
            fields.Take(9).Select(field => field.Name));
        Assert.Equal("failure", fields[^1].Name);
        Assert.Equal(
            [
                typeof(long),
                typeof(long),
                typeof(string),
                typeof(double),
                typeof(string),
                typeof(long),
                typeof(long),
                typeof(double),
                typeof(double)
            ],
            fields.Take(9).Select(field => field.ClrType == typeof(ReadOnlyMemory<char>) ? typeof(string) : field.ClrType));

        var trials = new long?[rows];
        var fast = new long?[rows];
        var scores = new double?[rows];
        var types = new string[rows];
        await group.ReadAsync<long>(fields[0], trials);
        await group.ReadAsync<double>(fields[3], scores);
        await group.ReadAsync(fields[4], types);
        await group.ReadAsync<long>(fields[5], fast);
        for (int i = 0; i < rows; i++)
            Assert.Equal(
                (string[])[table[i + 1][0], table[i + 1][1], table[i + 1][2], table[i + 1][5]],
                (string[])[$"{trials[i]}", types[i], $"{fast[i]}", Text(scores[i]!.Value)]);
    }

    [Fact]
    public async Task Export_ValuesThatDoNotExist_AreNullInEveryFormat()
    {
        tuner.Write("study.yaml", """
            name: conditional
            function: mixed
            parameters:
              kind: ["-foo", bar]
              x: {min: -1.0, max: 1.0, step: 0.5, when: {kind: bar}}
            """);
        Assert.Equal(0, (await tuner.RunAsync("run", "study.yaml", "--out", "out", "--quiet")).Code);

        Ended json = await tuner.RunAsync("export", "out", "--format", "json");
        Assert.Equal(0, (await tuner.RunAsync("export", "out", "--format", "parquet", "-o", "trials.parquet")).Code);

        using JsonDocument trials = JsonDocument.Parse(json.Output);
        JsonElement foo = trials.RootElement.EnumerateArray().Single(
            trial => trial.GetProperty("values").GetProperty("kind").GetString() == "-foo");
        Assert.False(foo.GetProperty("values").TryGetProperty("x", out _));
        await using ParquetReader reader = await ParquetReader.CreateAsync(tuner.In("trials.parquet"));
        using var group = reader.OpenRowGroupReader(0);
        var x = new double?[trials.RootElement.GetArrayLength()];
        await group.ReadAsync<double>(reader.Schema.GetDataFields().Single(field => field.Name == "x"), x);
        Assert.Null(x[foo.GetProperty("rank").GetInt32() - 1]);
        Assert.Equal(x.Length - 1, x.Count(value => value is not null));
    }

    [Theory]
    [
        InlineData(
            "nowhere",
            "csv",
            "nowhere: There is no study in this folder: it has no study.json. Name the output folder of a run, such as runs/NAME.")
    ]
    [InlineData("out", "parket", "--format: --format is 'parket', which is no format of this command. Did you mean parquet?")]
    [InlineData("out", "csv", "out: The study has no results yet. Finish it first, with: tuner resume out")]
    public async Task Export_WhatCannotBe_ExitsWithTwoAndTheRemedy(string folder, string format, string message)
    {
        await RunAsync();
        File.Delete(tuner.In("out", "stage1_results.rows"));

        Ended ended = await tuner.RunAsync("export", folder, "--format", format);

        Assert.Equal((2, string.Empty, message), (ended.Code, ended.Output, ended.Error.TrimEnd()));
    }

    [Fact]
    public async Task Export_DamagedRows_NamesThemAndWritesNoFile()
    {
        await RunAsync();
        byte[] rows = tuner.Bytes("out", "stage1_results.rows");
        rows[rows.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(tuner.In("out", "stage1_results.rows"), rows);

        Ended ended = await tuner.RunAsync("export", "out", "-o", "trials.csv");

        Assert.Equal(
            (
                2,
                "stage1_results.rows: The file is damaged after row 0. Write the results again with 'tuner resume DIR'; on a service, "
                    + "start the study again under another id."),
            (ended.Code, ended.Error.TrimEnd()));
        Assert.Empty(Directory.GetFiles(tuner.Folder, "trials*"));
        Assert.Equal(0, (await tuner.RunAsync("resume", "out", "--quiet")).Code);
        Assert.Equal(0, (await tuner.RunAsync("export", "out")).Code);
    }

    [Fact]
    public async Task Resume_DamagedChunk_NamesItAndTheRemedyWorks()
    {
        await RunAsync();
        byte[] table = tuner.Bytes("out", "stage1_results.csv");
        string chunk = Directory.GetFiles(tuner.In("out", "work"), "chunk-*.rows").Order(StringComparer.Ordinal).First();
        await File.WriteAllBytesAsync(chunk, []);

        Ended resumed = await tuner.RunAsync("resume", "out", "--quiet");

        Assert.Equal(2, resumed.Code);
        Assert.Contains(
            "work/chunk-000000000000.rows: The file is empty. Evaluate its trials again with 'tuner rerun DIR --trials 0'",
            resumed.Error,
            StringComparison.Ordinal);
        Assert.Equal(0, (await tuner.RunAsync("rerun", "out", "--trials", "0", "--quiet")).Code);
        Assert.Equal(table, tuner.Bytes("out", "stage1_results.csv"));
    }

    public void Dispose() => tuner.Dispose();

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private async Task RunAsync()
    {
        tuner.Write("study.yaml", Study);
        Ended run = await tuner.RunAsync("run", "study.yaml", "--out", "out", "--workers", "2", "--quiet");
        Assert.True(run.Code == 0, run.Error);
    }

    private async Task<(int Code, string Output)> OutputAsync(params string[] arguments)
    {
        Ended ended = await tuner.RunAsync(arguments);
        return (ended.Code, ended.Output);
    }

    private string[][] Table() => [.. File.ReadAllLines(tuner.In("out", "stage1_results.csv")).Select(line => line.Split(','))];
}
