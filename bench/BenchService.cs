using System.Diagnostics;

namespace ServerlessTuner.Bench;

/// <summary>
/// The real command, as it was built by <c>dotnet build cli -c Release</c>: as a service in a folder of its own, or as a run.
/// </summary>
internal sealed class BenchService : IDisposable
{
    private readonly Process process;

    private BenchService(Process process, Uri address)
    {
        this.process = process;
        // One connection for each agent, as they have in life.
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    /// <summary>The memory that it holds.</summary>
    public double Megabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>The time of all its threads so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a service and waits until it listens.</summary>
    public static async Task<BenchService> StartAsync(string root, params string[] options)
    {
        Process started = Run("serve", ["--root", root, "--port", "0", .. options]);
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("Listening on ", StringComparison.Ordinal))
                continue;
            _ = started.StandardOutput.ReadToEndAsync();
            return new BenchService(started, new Uri(line["Listening on ".Length..].Split(',')[0]));
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    /// <summary>Starts a command.</summary>
    public static Process Run(string command, params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", [Find(), command, .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true
        };
        return Process.Start(info)!;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Client.Dispose();
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string command = Path.Combine(folder.FullName, "cli", "bin", "Release", "net10.0", "tuner.dll");
            if (File.Exists(command))
                return command;
        }

        throw new FileNotFoundException("The command is not built. Run: dotnet build cli -c Release");
    }
}
