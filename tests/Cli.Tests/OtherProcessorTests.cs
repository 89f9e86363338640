using System.Diagnostics;
using System.Runtime.InteropServices;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>A small study of trees has the same bytes on other processors, emulated or with instructions switched off.</summary>
public sealed class OtherProcessorTests : IDisposable
{
    private static readonly string[] Results = ["tuning_results.csv", "tuning_results.rows", "trials.csv", "best_trial.json", "model_card.json"];

    private readonly TunerCommand tuner = new();

    [EmulatorFact]
    public async Task Run_OnAHaswell_HasTheSameBytes()
    {
        await RunAsync("here");
        // The host that runs these tests may be a script around it.
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var info = new ProcessStartInfo(
            EmulatorFactAttribute.Emulator,
            ["-cpu", "Haswell", dotnet, "exec", typeof(Program).Assembly.Location, "run", "s.yaml", "--out", "haswell", "--quiet", "--workers", "1"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = tuner.Folder
        };
        Ended ended = await TunerCommand.EndAsync(Process.Start(info)!);

        Assert.True(ended.Code == 0, ended.Error);
        AssertSame("haswell");
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    public async Task Run_WithFewerInstructions_HasTheSameBytes(string setting)
    {
        await RunAsync("here");
        Ended ended = await tuner.ShellAsync($"{setting} $TUNER run s.yaml --out fewer --quiet");

        Assert.True(ended.Code == 0, ended.Error);
        AssertSame("fewer");
    }

    public void Dispose() => tuner.Dispose();

    private async Task RunAsync(string folder)
    {
        tuner.Write(
            "s.yaml",
            """
            name: small
            data: {EURUSD: {synth: {seed: 1, bars: 1500, interval: 1h, start: 2021-01-04, price: 1.10}}}
            model: xgboost
            validation: {cv_folds: 3, holdout: 0.2}
            sampler: tpe
            trials: 3
            parameters: {n_estimators: {value: 10}, learning_rate: {min: 0.02, max: 0.3}, subsample: {min: 0.5, max: 1.0}}
            metric: val/logloss
            stages: [{scenarios: [B]}]
            """);
        Ended ended = await tuner.RunAsync("run", "s.yaml", "--out", folder, "--quiet");
        Assert.True(ended.Code == 0, ended.Error);
    }

    private void AssertSame(string folder) =>
        Assert.All(Results.Append("model.json"), name => Assert.Equal(tuner.Bytes("here", name), tuner.Bytes(folder, name)));
}
