using System.Diagnostics;

namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>The real command in processes of its own, and a folder for its files.</summary>
public sealed class TunerCommand : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("tuner").FullName;

    /// <summary>A path in the folder.</summary>
    public string In(params string[] names) => Path.Combine([Folder, .. names]);

    /// <summary>Writes a file into the folder and returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    /// <summary>The bytes of a file in the folder.</summary>
    public byte[] Bytes(params string[] names) => File.ReadAllBytes(In(names));

    /// <summary>Runs the command to its end in the folder.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => EndAsync(Start(arguments));

    /// <summary>Runs a line of the shell, where <c>$TUNER</c> is the command, to its end in the folder.</summary>
    public Task<Ended> ShellAsync(string line)
    {
        var info = new ProcessStartInfo("bash")
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder
        };
        info.ArgumentList.Add("-c");
        info.ArgumentList.Add(line);
        info.Environment["TUNER"] = $"dotnet {typeof(Program).Assembly.Location}";
        return EndAsync(Process.Start(info)!);
    }

    /// <summary>Starts the command in the folder.</summary>
    public Process Start(params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder
        };
        info.ArgumentList.Add(typeof(Program).Assembly.Location);
        foreach (string argument in arguments)
            info.ArgumentList.Add(argument);
        return Process.Start(info)!;
    }

    /// <summary>Waits for the end of a process.</summary>
    public static async Task<Ended> EndAsync(Process process)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new Ended(process.ExitCode, await output, await error);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>What a process left.</summary>
public sealed record Ended(int Code, string Output, string Error);
