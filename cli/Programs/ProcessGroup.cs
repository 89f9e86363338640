using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ServerlessTuner.Cli.Programs;

/// <summary>
/// A process and all that it starts. On Linux it leads a session of its own, so that a signal reaches the whole of it and Ctrl-C in the
/// terminal does not; elsewhere its tree is ended.
/// </summary>
internal sealed partial class ProcessGroup : IDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;
    private static readonly string? NewSession = OperatingSystem.IsLinux()
        ? new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists)
        : null;

    // Who presses Ctrl-C twice leaves at once, and takes its programs along.
    private static readonly ConcurrentDictionary<ProcessGroup, bool> Running = [];

    private readonly Process process;

    static ProcessGroup() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        foreach (ProcessGroup group in Running.Keys)
            group.Kill();
    };

    private ProcessGroup(Process process)
    {
        this.process = process;
        Running[this] = true;
    }

    /// <summary>The number of the process.</summary>
    public int Id => process.Id;

    /// <summary>What it writes to standard output.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>What it writes to standard error.</summary>
    public Stream Errors => process.StandardError.BaseStream;

    /// <summary>How it ended; on Linux 128 and the signal where one ended it.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Starts a command line without an input.</summary>
    /// <param name="words">What to start, and its arguments.</param>
    /// <param name="folder">Where it works.</param>
    /// <param name="environment">Variables beside those of this process; null removes one.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static ProcessGroup Start(
        IReadOnlyList<string> words, string folder, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        string[] all = NewSession is null ? [.. words] : [NewSession, .. words];
        var start = new ProcessStartInfo(all[0])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string word in all.AsSpan(1))
            start.ArgumentList.Add(word);
        foreach ((string name, string? value) in environment)
            start.Environment[name] = value;
        Process started = Process.Start(start)!;
        started.StandardInput.Close();
        return new ProcessGroup(started);
    }

    /// <summary>Asks all of it to end.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>Ends all of it.</summary>
    public void Kill() => Signal(SigKill);

    /// <summary>Waits until the process itself has ended.</summary>
    public Task WaitAsync(CancellationToken cancellation) => process.WaitForExitAsync(cancellation);

    /// <summary>
    /// What finds it again after a kill of this process: its number and when it started, as the system counts. Null where that is not
    /// known.
    /// </summary>
    public string? Mark() => NewSession is not null && StartOf(Id) is string started
        ? string.Create(CultureInfo.InvariantCulture, $"{Id} {started}")
        : null;

    /// <summary>Ends a group that an earlier process of ours left behind; one whose number another process has now stays.</summary>
    public static bool KillMarked(string mark)
    {
        string[] parts = mark.Split(' ');
        if (parts is not [var number, var started]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            || id <= 1
            || StartOf(id) != started)
            return false;
        return NativeKill(-id, SigKill) == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Running.TryRemove(this, out _);
        process.Dispose();
    }

    private void Signal(int signal)
    {
        if (NewSession is not null)
        {
            _ = NativeKill(-Id, signal);
            return;
        }

        try
        {
            // Without groups there is one way only.
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    // The 22nd field of the process's status; the second may hold blanks and parentheses.
    private static string? StartOf(int id)
    {
        try
        {
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields.Length > 19 ? fields[19] : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int NativeKill(int id, int signal);
}
