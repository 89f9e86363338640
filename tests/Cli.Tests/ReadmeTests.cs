using System.Diagnostics;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>The commands of README, top to bottom in one fresh folder.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    [PosixFact]
    public async Task Walk_EveryCommandOfReadme_Succeeds()
    {
        Ended walk = await WalkAsync(Path.Combine(PythonFactAttribute.Repository!, "tests", "walk", "readme.sh"));

        Assert.True(walk.Code == 0, walk.Output + walk.Error);
        Assert.Contains("README.md:", walk.Output);
        Assert.Matches("The walk is done: [0-9]+ lines.", walk.Output);
        // What is left out is said, with the reason.
        Assert.Matches("README.md:[0-9]+ left out, [^:]+: dotnet test -c Release", walk.Output);
    }

    [PosixFact]
    public async Task Walk_ALineThatFails_FailsAndNamesTheLine()
    {
        string script = Path.Combine(Directory.CreateDirectory(tuner.In("tests", "walk")).FullName, "readme.sh");
        File.Copy(Path.Combine(PythonFactAttribute.Repository!, "tests", "walk", "readme.sh"), script);
        Directory.CreateDirectory(tuner.In("examples"));
        tuner.Write("README.md", "# Title\n\n    tuner strategies\n\ntext\n\n    tuner validate none.yaml; true\n    tuner strategies\n");

        Ended walk = await WalkAsync(script);

        Assert.Equal(1, walk.Code);
        Assert.Contains("README.md:7 failed with exit code 2: tuner validate none.yaml; true", walk.Error);
        Assert.DoesNotContain("README.md:8", walk.Output);
    }

    [PosixFact]
    public async Task Walk_AnUnknownMark_IsNotPassedOver()
    {
        string script = Path.Combine(Directory.CreateDirectory(tuner.In("tests", "walk")).FullName, "readme.sh");
        File.Copy(Path.Combine(PythonFactAttribute.Repository!, "tests", "walk", "readme.sh"), script);
        Directory.CreateDirectory(tuner.In("examples"));
        tuner.Write("README.md", "# Title\n\n<!-- walk: not today -->\n\n    tuner strategies\n");

        Ended walk = await WalkAsync(script);

        Assert.NotEqual(0, walk.Code);
        Assert.Contains("README.md:5: the walk does not know the mark 'not today'.", walk.Error);
    }

    public void Dispose() => tuner.Dispose();

    // A folder with the command as it is installed: one word.
    private async Task<Ended> WalkAsync(string script)
    {
        string folder = Directory.CreateDirectory(tuner.In("bin")).FullName, command = Path.Combine(folder, "tuner");
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nexec dotnet '{typeof(Program).Assembly.Location}' \"$@\"\n");
        await tuner.ShellAsync("chmod +x bin/tuner");
        var info = new ProcessStartInfo("bash", [script, "--tuner", folder])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = tuner.Folder
        };
        return await TunerCommand.EndAsync(Process.Start(info)!);
    }
}
