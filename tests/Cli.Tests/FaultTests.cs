using System.Diagnostics;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

// Longer than 300 lines: a table of wrong input, with the whole message for each.
/// <summary>What the real command says and returns when something is wrong.</summary>
public sealed class FaultTests : IDisposable
{
    private static readonly string[] Results = ["stage1_results.csv", "top_k.csv", "tuning_results.csv"];
    private readonly TunerCommand tuner = new();

    // Many chunks, each long enough that a run can be caught at work.
    private const string Long = """
        name: long
        data:
          EURUSD: {synth: {seed: 1, bars: 50000, interval: 1h, start: 2015-01-05, price: 1.10}}
          USDJPY: {synth: {seed: 3, bars: 50000, interval: 1h, start: 2015-01-05, price: 110}}
        strategy: ma_cross
        parameters: {fast: {min: 2, max: 31}, slow: {min: 40, max: 69}, stop_pips: [20, 50], target_pips: [30, 80]}
        stages: [{scenarios: [B], keep: 5}, {scenarios: [A, B, C]}]
        metric: sharpe
        """;

    private const string FromFile = """
        name: filed
        data: {EURUSD: bars.csv}
        strategy: ma_cross
        parameters: {fast: [3, 5], slow: [10, 20]}
        metric: sharpe
        """;

    [Fact]
    public async Task Run_Interrupted_SaysWhatIsKeptAndContinuesToTheSameBytes()
    {
        string study = tuner.Write("study.yaml", Long);
        Process process = tuner.Start("run", study, "--out", "out", "--chunk-size", "10", "--quiet");
        await WaitForAsync(
            () => File.Exists(tuner.In("out", "journal.jsonl")) && File.ReadLines(tuner.In("out", "journal.jsonl")).Skip(3).Any());
        await tuner.ShellAsync($"kill -INT {process.Id}");
        Ended interrupted = await TunerCommand.EndAsync(process);

        string folder = tuner.In("out");
        Assert.Equal(
            (130, $"Interrupted. What was finished is kept in {folder}; continue with: tuner resume {folder}\n"),
            (interrupted.Code, interrupted.Error));
        Assert.False(File.Exists(tuner.In("out", "tuning_results.csv")));
        Ended resumed = await tuner.RunAsync("resume", "out");
        Assert.Equal((0, string.Empty), (resumed.Code, resumed.Error));
        Assert.Contains("Continuing: ", resumed.Output, StringComparison.Ordinal);
        await tuner.RunAsync("run", study, "--out", "whole", "--quiet");
        foreach (string name in Results)
            Assert.Equal(tuner.Bytes("whole", name), tuner.Bytes("out", name));
    }

    // As on a network file system that grants every lock.
    [Fact]
    public async Task Run_FolderTakenOverWithoutLocks_FirstStopsAndSecondEndsRight()
    {
        string study = tuner.Write("study.yaml", Long);
        await tuner.RunAsync("run", study, "--out", "whole", "--quiet");

        Ended both = await tuner.ShellAsync(
            $"export DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1; $TUNER run {study} --out out --chunk-size 2 --quiet 2>first & first=$!; "
                + $"until [ $(wc -l 2>/dev/null <out/journal.jsonl || echo 0) -gt 5 ]; do sleep 0.05; done; "
                + $"$TUNER run {study} --out out --chunk-size 2 --quiet; second=$?; wait $first; exit $(($? * 10 + second))");

        Assert.True(both.Code == 20, $"{both.Code}: {both.Error}{await File.ReadAllTextAsync(tuner.In("first"))}");
        Assert.Contains("was taken over by process ", await File.ReadAllTextAsync(tuner.In("first")), StringComparison.Ordinal);
        foreach (string name in Results)
            Assert.Equal(tuner.Bytes("whole", name), tuner.Bytes("out", name));
    }

    [Fact]
    public async Task Run_FolderInUse_SecondRunNamesTheFirst()
    {
        string study = tuner.Write("study.yaml", Long);
        using Process first = tuner.Start("run", study, "--out", "out", "--chunk-size", "1", "--quiet");
        await WaitForAsync(() => File.Exists(tuner.In("out", "journal.jsonl")));

        Ended second = await tuner.RunAsync("run", study, "--out", "out");
        first.Kill();
        await first.WaitForExitAsync();

        Assert.Equal(2, second.Code);
        Assert.Matches(
            $@"^--out: The folder '.*out' is in use by process {first.Id} on .*, started \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Wait for that run, stop it, or choose another folder\.\n$",
            second.Error);
    }

    [SmallDiskFact]
    public async Task Run_FullDisk_KeepsWhatWasFinishedAndContinues()
    {
        string study = tuner.Write("study.yaml", Long);
        Directory.CreateDirectory(tuner.In("disk"));

        // A disk of 400 KB of its own: the journal and the rows of some chunks fit.
        Ended full = await tuner.ShellAsync(
            $"unshare -rm bash -c 'mount -t tmpfs -o size=400k tmpfs disk && $TUNER run {study} --out disk/out --chunk-size 100 "
                + $"--quiet; code=$?; cp -r disk/out kept; exit $code'");
        Assert.Equal(1, full.Code);
        Assert.Matches(
            "^No space left on device : '.*' What was finished before is kept; make room, then run the same command again to continue.\n$",
            full.Error);
        Assert.Empty(Directory.GetFiles(tuner.In("kept"), "*.part", SearchOption.AllDirectories));
        Assert.False(File.Exists(tuner.In("kept", "stage1_results.csv")));
        string[] before = await File.ReadAllLinesAsync(tuner.In("kept", "journal.jsonl"));
        Assert.True(before.Length > 1);

        Ended again = await tuner.RunAsync("run", study, "--out", "kept", "--quiet");
        Assert.Equal((0, string.Empty), (again.Code, again.Error));
        Assert.Equal(before, (await File.ReadAllLinesAsync(tuner.In("kept", "journal.jsonl")))[..before.Length]);
        await tuner.RunAsync("run", study, "--out", "whole", "--quiet");
        foreach (string name in Results)
            Assert.Equal(tuner.Bytes("whole", name), tuner.Bytes("kept", name));
    }

    [SmallDiskFact]
    public async Task Run_ReadOnlyDisk_SaysSoAndKeepsWhatWasFinished()
    {
        await BarsAsync(7);
        string study = tuner.Write("study.yaml", FromFile);
        await tuner.RunAsync("run", study, "--out", "disk/out", "--quiet");
        byte[] journal = tuner.Bytes("disk", "out", "journal.jsonl");

        foreach (string folder in new[] { "out", "new" })
        {
            Ended run = await tuner.ShellAsync(
                $"unshare -rm bash -c 'mount --bind disk disk && mount -o remount,ro,bind disk && exec $TUNER run {study} --out "
                    + $"disk/{folder} --quiet'");

            Assert.Equal((2, string.Empty), (run.Code, run.Output));
            Assert.Matches(
                $@"^--out: The folder '{tuner.In("disk", folder)}' cannot be used: Read-only file system : '.*' Choose another\.\n$",
                run.Error);
        }

        Assert.Equal(journal, tuner.Bytes("disk", "out", "journal.jsonl"));
        Assert.False(Directory.Exists(tuner.In("disk", "new")));
        Assert.Equal(0, (await tuner.RunAsync("run", study, "--out", "disk/out", "--quiet")).Code);
    }

    [RightsFact]
    public async Task Run_FolderWithoutRights_SaysSo()
    {
        string study = tuner.Write("study.yaml", Long);
        Ended run = await tuner.ShellAsync(
            $"mkdir locked && chmod 555 locked && ({RightsFactAttribute.AsUsual} $TUNER run {study} --out locked/out)");

        Assert.Equal(
            new Ended(
                2,
                string.Empty,
                $"--out: The folder '{tuner.In("locked", "out")}' cannot be written. Choose another, or change its permissions.\n"),
            run);
        Assert.Empty(Directory.GetFileSystemEntries(tuner.In("locked")));
    }

    [Fact]
    public async Task Run_FolderIsAFile_SaysSo()
    {
        tuner.Write("out", "in the way");

        Ended run = await tuner.RunAsync("run", tuner.Write("study.yaml", Long), "--out", "out");

        Assert.Equal(
            (2, $"--out: The folder '{tuner.In("out")}' cannot be used: The file '{tuner.In("out")}' already exists. Choose another.\n"),
            (run.Code, run.Error));
    }

    [Fact]
    public async Task Run_DamagedJournal_NamesTheLine()
    {
        await BarsAsync(7);
        string study = tuner.Write("study.yaml", FromFile);
        await tuner.RunAsync("run", study, "--out", "out", "--quiet");
        string path = tuner.In("out", "journal.jsonl");
        string[] lines = await File.ReadAllLinesAsync(path);
        lines[2] = lines[2][..10];
        await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n");

        Ended run = await tuner.RunAsync("run", study, "--out", "out");

        Assert.Equal(
            (
                2,
                $"{path}:3: This line of the journal is damaged. Move the folder away and run the study again, or cut the file before "
                    + $"this line to keep what stands above it.\n"),
            (run.Code, run.Error));
    }

    [Fact]
    public async Task Run_JournalWithAFlippedBit_NamesItOrGivesTheSameBytes()
    {
        await BarsAsync(7);
        string study = tuner.Write("study.yaml", FromFile);
        await tuner.RunAsync("run", study, "--out", "out", "--quiet");
        string path = tuner.In("out", "journal.jsonl");
        byte[] whole = await File.ReadAllBytesAsync(path), results = tuner.Bytes("out", "tuning_results.csv");
        var random = new Random(11);

        for (int attempt = 0; attempt < 12; attempt++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, damaged);

            Ended run = await tuner.RunAsync("run", study, "--out", "out", "--quiet");

            if (run.Code == 0)
                Assert.Equal(results, tuner.Bytes("out", "tuning_results.csv"));
            else
                Assert.Equal((2, true), (run.Code, run.Error.StartsWith(path + ":", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Run_OtherStudyInTheFolder_SaysWhatDiffers()
    {
        string study = tuner.Write(
            "study.yaml",
            "name: s\nfunction: sphere\nparameters: {x: {min: -5.0, max: 5.0}}\nmetric: {name: value, goal: minimize}\ntrials: 5\n");
        await tuner.RunAsync("run", study, "--out", "out", "--quiet");

        Ended one = await tuner.RunAsync("run", study, "--out", "out", "--seed", "7"),
            two = await tuner.RunAsync("run", study, "--out", "out", "--sampler", "random", "--pruner", "median", "--trials", "9");

        string folder = tuner.In("out"),
            remedy = $"Give it the same settings again, choose another folder with --out, continue the study that is there with 'tuner resume {folder}', or remove the "
                + $"folder.\n";
        Assert.Equal((2, $"--out: The folder '{folder}' holds another study: seed (42 there, 7 here) differs. {remedy}"), (one.Code, one.Error));
        Assert.Equal((2, $"--out: The folder '{folder}' holds another study: sampler (auto there, random here) and pruner (none there, median here) differ. {remedy}"), (two.Code, two.Error));
    }

    [Fact]
    public async Task Run_ChangedData_IsAnotherStudy()
    {
        await BarsAsync(7);
        string study = tuner.Write("study.yaml", FromFile);
        await tuner.RunAsync("run", study, "--out", "out", "--quiet");
        await BarsAsync(8);

        Ended run = await tuner.RunAsync("run", study, "--out", "out");

        Assert.Equal(
            (
                2,
                $"--out: The folder '{tuner.In("out")}' holds this study with other data: those of EURUSD have changed. Choose another "
                    + $"folder with --out, or remove this one.\n"),
            (run.Code, run.Error));
    }

    [Theory]
    [
        InlineData(
            "2021-01-04 02:00:00,1.1,1.2,1.0,nan",
            "close is 'nan', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row.")
    ]
    [InlineData("2021-01-04 02:00:00,1.1,1.2,1.0,-1", "close is -1, but prices are above 0. Correct the price or remove the row.")]
    [InlineData("2021-01-04 02:00:00,1.1,1.0,1.2,1.1", "high is 1.0, below low, which is 1.2. Correct the prices or remove the row.")]
    [
        InlineData(
            "2021-01-04 01:00:00,1.1,1.2,1.0,1.1",
            "The time '2021-01-04 01:00:00' is also that of the bar before. Keep one of the two rows.")
    ]
    [
        InlineData(
            "2021-01-03 02:00:00,1.1,1.2,1.0,1.1",
            "The time '2021-01-03 02:00:00' comes before that of the bar before it, 2021-01-04T01:00:00Z. Sort the rows by time, oldest "
                + "first.")
    ]
    [InlineData("yesterday,1.1,1.2,1.0,1.1", "The time 'yesterday' cannot be read. Write times as 2024-01-31T21:00:00Z.")]
    public async Task Run_BadBars_NamesFileLineValueAndRemedy(string line, string message)
    {
        tuner.Write(
            "bars.csv",
            $"time,open,high,low,close\n2021-01-04 00:00:00,1.1,1.2,1.0,1.1\n2021-01-04 01:00:00,1.1,1.2,1.0,1.1\n{line}\n2021-01-04 "
                + $"05:00:00,1.1,1.2,1.0,1.1\n");

        Ended run = await tuner.RunAsync("run", tuner.Write("study.yaml", FromFile), "--out", "out");

        Assert.Equal(new Ended(2, string.Empty, $"{tuner.In("bars.csv")}:4: {message}\n"), run);
        Assert.False(Directory.Exists(tuner.In("out")));
    }

    [Fact]
    public async Task Run_NoSuchFiles_NamesEach()
    {
        string study = tuner.Write(
            "study.yaml", FromFile.Replace("{EURUSD: bars.csv}", "{EURUSD: bars.csv, GBPUSD: 'g/*.csv'}", StringComparison.Ordinal));

        Ended run = await tuner.RunAsync("run", study);

        Assert.Equal(
            (
                2,
                $"{tuner.In("bars.csv")}: There is no such file; looked for {tuner.In("bars.csv")}. Check the path.\ndata.GBPUSD: No "
                    + $"file matches '{tuner.In("g", "*.csv")}'. Check the path and the pattern.\n"),
            (run.Code, run.Error));
    }

    [Fact]
    public async Task Command_UnknownOption_ExitsWithTwoAndPointsToTheHelp()
    {
        Ended run = await tuner.RunAsync("run", "study.yaml", "--top-q", "5");

        Assert.Equal(2, run.Code);
        Assert.EndsWith("See 'tuner --help'.\n", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => tuner.Dispose();

    private async Task BarsAsync(int seed) =>
        Assert.Equal(0, (await tuner.RunAsync("data", "synth", "bars.csv", "--bars", "2000", "--seed", $"{seed}")).Code);

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (int i = 0; i < 600; i++)
        {
            if (condition())
                return;
            await Task.Delay(50);
        }

        Assert.Fail("Waited too long.");
    }
}
