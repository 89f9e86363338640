using System.Diagnostics;
using ServerlessTuner.Cli.Tests.Support;
using ServerlessTuner.Cli.Tests.Serving;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>
/// Disks that are full at any point of a run, or take nothing at all: a run says so, and goes on where it was when there is room.
/// </summary>
public sealed class DiskTests(ITestOutputHelper output) : IDisposable
{
    private const string Study = """
        name: disk
        data: {EURUSD: {synth: {seed: 1, bars: 2000, interval: 1h, start: 2021-01-04, price: 1.10}}}
        strategy: ma_cross
        parameters: {fast: {min: 2, max: 11}, slow: {min: 20, max: 59}, stop_pips: [20, 50]}
        stages: [{scenarios: [B], keep: 5}, {scenarios: [A, B, C]}]
        metric: sharpe
        chunk_size: 20
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("chaos").FullName;

    [SmallDiskFact]
    public async Task Run_FullDisk_SaysSoAndGoesOnWhenThereIsRoom()
    {
        Random random = Chaos.Random(40);
        string study = Path.Combine(folder, "study.yaml"), whole = Path.Combine(folder, "whole");
        await File.WriteAllTextAsync(study, Study);
        Assert.Equal(0, (await Tuner.RunAsync(["run", study, "--out", whole, "--quiet"])).Code);
        string[] files = Directory.GetFiles(whole, "*", SearchOption.AllDirectories);
        int kilobytes = (int)(files.Sum(path => (new FileInfo(path).Length + 4095) / 4096) * 4);
        int full = 0, count = Chaos.Count(6, 200);
        for (int i = 0; i < count; i++)
        {
            // From hardly a file to nearly all of them.
            int size = random.Next(8, kilobytes + 40);
            string kept = Path.Combine(folder, $"kept-{i}");
            (int code, string error) = await ShellAsync(
                $"mount -t tmpfs -o size={size}k tmpfs {Disk} && {{ $TUNER run {study} --out {Disk}/out --quiet; code=$?; "
                    + $"cp -r {Disk}/out {kept}; exit $code; }}");
            Assert.True(code is 0 or 1 or 2, $"{size} kB, seed {Chaos.Seed}: {code}, {error}");
            Assert.True(code == 0 || error.Contains("space", StringComparison.Ordinal), $"{size} kB, seed {Chaos.Seed}: {error}");
            full += code == 0 ? 0 : 1;

            (int again, _, string fault) = await Tuner.RunAsync(["run", study, "--out", kept, "--quiet"]);

            Assert.True(again == 0, $"{size} kB, seed {Chaos.Seed}: {fault}");
            foreach (string name in new[] { "stage1_results.csv", "top_k.csv", "tuning_results.csv" })
                Assert.Equal(
                    await File.ReadAllBytesAsync(Path.Combine(whole, name)), await File.ReadAllBytesAsync(Path.Combine(kept, name)));
            Directory.Delete(kept, recursive: true);
        }

        Chaos.Report(output, "full disk", $"{count} disks of 8 to {kilobytes + 40} kB, {full} of them full, 0 losses, 0 differences");
    }

    [SmallDiskFact]
    public async Task ReadOnlyDisk_RunIsRefusedAndResultsAreRead()
    {
        string study = Path.Combine(folder, "study.yaml"), whole = Path.Combine(folder, "whole");
        await File.WriteAllTextAsync(study, Study);
        Assert.Equal(0, (await Tuner.RunAsync(["run", study, "--out", whole, "--quiet"])).Code);
        string mount = $"mount -t tmpfs tmpfs {Disk} && cp -r {whole} {Disk}/out && mount -o remount,ro {Disk}";

        Assert.Equal(
            0,
            (await ShellAsync(
                $"{mount} && $TUNER best {Disk}/out && $TUNER top {Disk}/out && $TUNER export {Disk}/out --format json")).Code);
        foreach (
            string command in new[]
            {
                $"run {study} --out {Disk}/new", $"run {study} --out {Disk}/out", $"serve --root {Disk}/service --port 0"
            })
        {
            (int code, string error) = await ShellAsync($"{mount} && $TUNER {command}");
            Assert.True(code == 2 && error.Contains(Disk, StringComparison.Ordinal), $"{command}: {code}, {error}");
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Disk => Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;

    // In a space of its own for mounts, which end with it.
    private static async Task<(int Code, string Error)> ShellAsync(string line)
    {
        var info = new ProcessStartInfo("unshare", ["-rm", "bash", "-c", line])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true
        };
        info.Environment["TUNER"] = $"dotnet {typeof(Cli.Program).Assembly.Location}";
        using Process process = Process.Start(info)!;
        Task<string> error = process.StandardError.ReadToEndAsync(), said = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await said;
        return (process.ExitCode, await error);
    }
}
