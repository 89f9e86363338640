using System.Diagnostics;
using System.Globalization;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests.Programs;

/// <summary>Programs that <c>tuner run</c> starts itself: scripts of every kind, good and bad, through the real command.</summary>
public sealed class ProgramRunTests : IDisposable
{
    private const string Sweep =
        "program: train.py\nmethod: random\nmetric: {name: val/loss, goal: minimize}\nparameters: {x: {min: 0.0, max: 1.0}}\nrun_cap: 4\n";

    private const string Shell =
        "program: t.sh\ncommand: [sh, \"${program}\", \"${args_no_hyphens}\"]\nmethod: random\nmetric: {name: loss, goal: minimize}\n"
            + "parameters: {x: {min: 0.0, max: 1.0}}\n";

    private readonly TunerCommand tuner = new();

    [PythonFact]
    public async Task Run_ScriptWithTheModule_ReportsAndStops()
    {
        tuner.Write(
            "train.py",
            "import argparse, tuner\np = argparse.ArgumentParser()\np.add_argument('--x', type=float)\nx = p.parse_args().x\n"
                + "t = tuner.trial()\nassert t.values == {'x': x}\nfor e in range(1, 10):\n"
                + "    t.report(e, {'val/loss': x + 1 / e, 'other': 2})\nopen('note.txt', 'w').write(str(t.number))\nt.save('note.txt')\n");

        Ended ended = await tuner.RunAsync(
            "run",
            tuner.Write("s.yaml", Sweep + "early_terminate: {type: hyperband, min_iter: 3}\n"),
            "--trials",
            "12",
            "--parallel",
            "2",
            "--out",
            "out",
            "--quiet");

        Assert.Equal((0, string.Empty), (ended.Code, ended.Error));
        string[][] rows = Rows();
        Assert.Equal(12, rows.Length);
        Assert.Contains(rows, row => row[1] == "pruned");
        foreach (string[] row in rows)
        {
            double x = double.Parse(row[2], CultureInfo.InvariantCulture), loss = double.Parse(row[4], CultureInfo.InvariantCulture);
            int steps = int.Parse(row[5], CultureInfo.InvariantCulture);
            Assert.Equal(x + (1.0 / steps), loss);
            Assert.True(row[1] == "pruned" || steps == 9);
            Assert.Equal(row[1] == "complete", File.Exists(tuner.In("out", "files", $"trial-{row[0]}", "note.txt")));
        }
    }

    [PythonFact]
    public async Task Run_ScriptThatIsTold_TidiesUpBeforeItEnds()
    {
        tuner.Write(
            "train.py",
            "import time, tuner\nt = tuner.trial()\ntry:\n    for e in range(1, 10):\n        t.report(e, {'val/loss': t.number})\n"
                + "except tuner.Stopped:\n    time.sleep(0.3)\n    open(f'tidy-{t.number}', 'w').close()\n    raise\n");

        Ended ended = await tuner.RunAsync(
            "run", tuner.Write("s.yaml", Sweep + "pruner: median\n"), "--trials", "8", "--out", "out", "--quiet");

        Assert.Equal((0, string.Empty), (ended.Code, ended.Error));
        Assert.Contains(Rows(), row => row[1] == "pruned");
        Assert.All(Rows(), row => Assert.Equal(row[1] == "pruned", File.Exists(tuner.In($"tidy-{row[0]}"))));
    }

    [PythonFact]
    public async Task Run_LinesOfJsonAndText_AreMetrics()
    {
        tuner.Write(
            "t.sh",
            "echo hello; x=${1#x=}\necho '{\"step\": 1, \"loss\": NaN}'\necho \"{\\\"step\\\": 2, \\\"loss\\\": 7, \\\"deep\\\": {\\\"er\\\": 3}}\"\n"
                + "echo \"loss: $x\"\n");

        Ended ended = await tuner.RunAsync(
            "run",
            tuner.Write("s.yaml", Shell + "objective: {metrics: [deep.er]}\n"),
            "--trials",
            "3",
            "--out",
            "out",
            "--quiet");

        Assert.Equal((0, string.Empty), (ended.Code, ended.Error));
        Assert.All(Rows(), row => Assert.Equal((row[2], "2", "1:NaN 2:7"), (row[4], row[5], row[6])));
        string[] results = File.ReadAllLines(tuner.In("out", "tuning_results.csv"));
        int column = Array.IndexOf(results[0].Split(','), "deep.er");
        Assert.All(results[1..], line => Assert.Equal("3", line.Split(',')[column]));
    }

    [PythonFact]
    public async Task Run_ProgramsThatFail_FailTheirTrialsWithTheirLastWords()
    {
        tuner.Write(
            "train.py",
            "import os, sys, tuner\nn = int(os.environ['TUNER_TRIAL'])\nif n == 0:\n    raise ValueError('no data')\n"
                + "if n == 1:\n    os.kill(os.getpid(), 11)\nif n == 2:\n    sys.exit()\nprint('val/los: 3')\nprint('val/loss: nan')\n");

        Ended ended = await tuner.RunAsync("run", tuner.Write("s.yaml", Sweep), "--out", "out", "--quiet");

        Assert.Equal(2, ended.Code);
        string[] rows = File.ReadAllLines(tuner.In("out", "trials.csv"))[1..];
        Assert.Contains("Ended with exit code 1: ValueError: no data. logs/trial-0.log has all of it.", rows[0], StringComparison.Ordinal);
        Assert.Contains("Ended by signal 11. logs/trial-1.log has all of it.", rows[1], StringComparison.Ordinal);
        Assert.Contains("ended without telling val/loss. It told no metric", rows[2], StringComparison.Ordinal);
        Assert.All(rows, row => Assert.Equal("failed", row.Split(',')[1]));
        Assert.Contains("Traceback", await File.ReadAllTextAsync(tuner.In("out", "logs", "trial-0.log")), StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task Run_TooLong_IsEndedWithAllThatItStarted()
    {
        // A child of its own and a deaf ear: only the whole group ended ends it.
        tuner.Write("t.sh", "trap '' TERM\nsleep 1000 &\necho $! > child\necho loss: 1\nsleep 1000\n");

        Ended ended = await tuner.RunAsync(
            "run", tuner.Write("s.yaml", Shell + "timeout: 1s\n"), "--trials", "1", "--out", "out", "--quiet");

        Assert.Equal(2, ended.Code);
        Assert.Contains("It took longer than 00:00:01, which is the timeout", ended.Error, StringComparison.Ordinal);
        Assert.False(IsAlive(await File.ReadAllTextAsync(tuner.In("child"))));
    }

    [PythonFact]
    public async Task Run_OutOfMemory_IsTriedAgainAlone()
    {
        tuner.Write(
            "t.sh",
            "if mkdir first-$TUNER_TRIAL 2>/dev/null; then echo 'RuntimeError: CUDA out of memory' >&2; exit 1; fi\n"
                + "mkdir alone || exit 3\nsleep 0.2\nrmdir alone\necho loss: $TUNER_ATTEMPT\n");

        Ended ended = await tuner.RunAsync(
            "run",
            tuner.Write("s.yaml", Shell + "retry: {on: [oom], times: 1}\n"),
            "--trials",
            "4",
            "--parallel",
            "4",
            "--out",
            "out",
            "--quiet");

        Assert.Equal((0, string.Empty), (ended.Code, ended.Error));
        Assert.All(Rows(), row => Assert.Equal(("complete", "2"), (row[1], row[4])));
    }

    [PythonFact]
    public async Task Run_Slots_AreEachUsedByOneAtATime()
    {
        tuner.Write("t.sh", "mkdir gpu$CARD || exit 3\nsleep 0.3\nrmdir gpu$CARD\necho loss: $CARD\n");

        Ended ended = await tuner.RunAsync(
            "run",
            tuner.Write("s.yaml", Shell + "slots: [{env: {CARD: 5}}, {env: {CARD: 6}}]\n"),
            "--trials",
            "6",
            "--out",
            "out",
            "--quiet");

        Assert.Equal((0, string.Empty), (ended.Code, ended.Error));
        Assert.Equal(["5", "6"], Rows().Select(row => row[4]).Distinct().Order());
    }

    [PythonFact]
    public async Task Run_KilledAndRunAgain_HasTheSameTrialsAndNoLeftovers()
    {
        tuner.Write("t.sh", "x=${1#x=}\necho $$ >> pids\nsleep 0.4\necho loss: $x\n");
        string study = tuner.Write("s.yaml", Shell);
        string[] arguments = ["run", study, "--trials", "8", "--parallel", "2", "--quiet", "--out"];
        Process process = tuner.Start([.. arguments, "out"]);
        while (!File.Exists(tuner.In("pids")) || (await File.ReadAllLinesAsync(tuner.In("pids"))).Length < 3)
            await Task.Delay(20);
        await tuner.ShellAsync($"kill -9 {process.Id}");
        await TunerCommand.EndAsync(process);

        Ended again = await tuner.RunAsync([.. arguments, "out"]);
        Ended whole = await tuner.RunAsync([.. arguments, "whole"]);

        Assert.Equal((0, 0), (again.Code, whole.Code));
        Assert.Equal(tuner.Bytes("whole", "trials.csv"), tuner.Bytes("out", "trials.csv"));
        Assert.DoesNotContain(await File.ReadAllLinesAsync(tuner.In("pids")), IsAlive);
    }

    [PythonFact]
    public async Task Run_Interrupted_LetsProgramsTidyUp()
    {
        tuner.Write("t.sh", "trap 'echo saved > checkpoint; exit 0' TERM\necho begun > begun\nwhile true; do sleep 0.1; done\n");
        Process process = tuner.Start("run", tuner.Write("s.yaml", Shell), "--trials", "1", "--out", "out", "--quiet");
        while (!File.Exists(tuner.In("begun")))
            await Task.Delay(20);
        await tuner.ShellAsync($"kill -INT {process.Id}");

        Ended ended = await TunerCommand.EndAsync(process);

        Assert.Equal(130, ended.Code);
        Assert.Contains("Asks the programs at work to end", ended.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(tuner.In("checkpoint")));
    }

    [PythonFact]
    public async Task Run_NoSuchProgram_SaysWhereItLooked()
    {
        Ended ended = await tuner.RunAsync("run", tuner.Write("s.yaml", Sweep), "--out", "out");

        Assert.Equal(2, ended.Code);
        Assert.Contains("program is 'train.py', but there is no such file in", ended.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(tuner.In("out")));
    }

    public void Dispose() => tuner.Dispose();

    private static bool IsAlive(string id)
    {
        try
        {
            using Process process = Process.GetProcessById(int.Parse(id.Trim(), CultureInfo.InvariantCulture));
            // One that nobody has waited for has ended all the same.
            return !File.ReadAllText($"/proc/{process.Id}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is ArgumentException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private string[][] Rows() =>
        [.. File.ReadAllLines(tuner.In("out", "trials.csv")).Skip(1).Select(line => line.Split(','))];
}
