using System.ComponentModel;
using System.Globalization;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Programs;

namespace ServerlessTuner.Cli.Programs;

/// <summary>Runs the program of one trial after the other, as many at once as there are slots.</summary>
/// <param name="objective">What is run.</param>
/// <param name="site">Where, and with what.</param>
/// <param name="folder">Where logs go.</param>
/// <param name="endpoint">Where programs report to.</param>
internal sealed class ProgramRunner(ExternalSpec objective, ProgramSite site, ProgramFolder folder, TrialEndpoint endpoint)
{
    /// <summary>Between being asked to end and being ended: enough to write a checkpoint.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    // For a program that was told to stop, before it is asked by a signal.
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(2);

    // What a process that it started may still write after the program itself has ended.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private static readonly string[] SignsOfMemory = ["out of memory", "MemoryError", "bad_alloc", "Cannot allocate memory", "OutOfMemory"];
    private readonly string python = PythonClient.Folder();

    /// <summary>Runs the program once.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="slot">The variables of the slot.</param>
    /// <param name="monitor">Hears what the program tells.</param>
    /// <param name="cancellation">Ends the program.</param>
    /// <exception cref="OperationCanceledException">It was ended by <paramref name="cancellation"/>.</exception>
    public async Task<ProgramEnd> RunAsync(ProgramTrial trial, SlotSpec slot, TrialMonitor monitor, CancellationToken cancellation)
    {
        string values = folder.WriteValues(trial.Number, ProgramValues.Nest(trial.Values, objective.Groups).ToJsonString());
        IReadOnlyList<string> words = ProgramCommand.Words(
            objective,
            trial.Values,
            new CommandContext(OperatingSystem.IsWindows(), site.Interpreter, values, Environment.GetEnvironmentVariable));
        string address = endpoint.Open(trial, monitor, folder.FilesOf(trial.Number));
        using var log = new ProgramLog(folder.LogOf(trial.Number));
        try
        {
            log.Say($"$ {ProgramCommand.Line(words)}");
            using ProcessGroup group = ProcessGroup.Start(words, site.Folder, Variables(trial, slot, values, address));
            folder.Note(trial.Number, group.Mark());
            return await FollowAsync(group, log, monitor, trial.Number, cancellation);
        }
        catch (Win32Exception fault)
        {
            return new ProgramEnd(
                ProgramFailure.Error, $"'{words[0]}' cannot be started: {fault.Message} It is the first word of command.", false);
        }
        finally
        {
            endpoint.Close(trial.Number);
            folder.Forget(trial.Number);
        }
    }

    private async Task<ProgramEnd> FollowAsync(
        ProcessGroup group, ProgramLog log, TrialMonitor monitor, long trial, CancellationToken cancellation)
    {
        using var pumps = new CancellationTokenSource();
        Task output = log.CopyAsync(group.Output, line => HearAsync(line, monitor, pumps.Token), pumps.Token);
        Task errors = log.CopyAsync(group.Errors, null, pumps.Token);
        Task ended = group.WaitAsync(CancellationToken.None);
        using var clock = new CancellationTokenSource();
        Task limit = objective.Timeout is TimeSpan most ? Task.Delay(most, clock.Token) : Task.Delay(Timeout.Infinite, clock.Token);
        Task cancelled = Task.Delay(Timeout.Infinite, cancellation);
        Task first = await Task.WhenAny(ended, monitor.Stopped, limit, cancelled);
        // One that was told ends by itself, and may save what it has.
        if (first == monitor.Stopped && monitor.WasTold)
            await Task.WhenAny(ended, limit, cancelled, Task.Delay(Courtesy, CancellationToken.None));
        bool late = first == limit && !ended.IsCompleted, given = first == cancelled && !ended.IsCompleted;
        bool asked = !ended.IsCompleted;
        if (asked)
            await EndAsync(group, ended, log, late ? "it took too long" : given ? "the run is ended" : "the trial is poor");
        await clock.CancelAsync();
        // A background process may hold the pipes for ever; what it says after the program has ended does not count.
        await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(LastWords, CancellationToken.None));
        await pumps.CancelAsync();
        group.Kill();
        if (given)
            throw new OperationCanceledException(cancellation);
        if (monitor.Fault is { } fault)
            throw new InvalidOperationException(fault.Message, fault);
        if (late)
            return new ProgramEnd(
                ProgramFailure.Timeout,
                WithLastLine($"It took longer than {objective.Timeout!.Value:c}, which is the timeout", log, trial),
                false);
        return monitor.IsStopped ? new ProgramEnd(null, string.Empty, true) : Judge(group.ExitCode, log, monitor, trial);
    }

    private static ProgramEnd Judge(int code, ProgramLog log, TrialMonitor monitor, long trial)
    {
        if (monitor.Failure is { } told)
            return new ProgramEnd(ProgramFailure.Error, told, false);
        if (code == 0)
            return new ProgramEnd(null, string.Empty, false);
        string tail = log.Tail;
        bool signalled = code is > 128 and < 160;
        ProgramFailure kind = code == 137 || SignsOfMemory.Any(sign => tail.Contains(sign, StringComparison.OrdinalIgnoreCase))
            ? ProgramFailure.Oom
            : signalled ? ProgramFailure.Crash : ProgramFailure.Error;
        string what = signalled
            ? string.Create(CultureInfo.InvariantCulture, $"Ended by signal {code - 128}")
            : string.Create(CultureInfo.InvariantCulture, $"Ended with exit code {code}");
        return new ProgramEnd(kind, WithLastLine(kind == ProgramFailure.Oom ? $"{what}, out of memory" : what, log, trial), false);
    }

    // The last line of a stack trace is the one that says what happened.
    private static string WithLastLine(string what, ProgramLog log, long trial)
    {
        string last = log.Tail.Split('\n')[^1].Trim().TrimEnd('.');
        return $"{what}{(last.Length > 0 ? ": " : string.Empty)}{last}. {ProgramFolder.LogName(trial)} has all of it.";
    }

    private static async Task HearAsync(string line, TrialMonitor monitor, CancellationToken cancellation)
    {
        if (MetricLine.ParseJson(line) is { } told)
            await monitor.TellAsync(told.Step, told.Metrics, isAnswered: false, cancellation);
        else if (MetricLine.ParseText(line) is { } one)
            await monitor.SetAsync(new Dictionary<string, double>(StringComparer.Ordinal) { [one.Name] = one.Value }, cancellation);
    }

    private static async Task EndAsync(ProcessGroup group, Task ended, ProgramLog log, string why)
    {
        log.Say($"[asked to end: {why}]");
        group.Terminate();
        if (await Task.WhenAny(ended, Task.Delay(Grace, CancellationToken.None)) == ended)
            return;
        log.Say("[ended]");
        group.Kill();
        await ended;
    }

    private IEnumerable<KeyValuePair<string, string?>> Variables(ProgramTrial trial, SlotSpec slot, string values, string address)
    {
        string? path = Environment.GetEnvironmentVariable("PYTHONPATH");
        yield return new("TUNER_URL", endpoint.Address);
        yield return new("TUNER_KEY", endpoint.Key);
        yield return new("TUNER_STUDY", trial.Study);
        yield return new("TUNER_TRIAL", trial.Number.ToString(CultureInfo.InvariantCulture));
        yield return new("TUNER_ATTEMPT", trial.Attempt.ToString(CultureInfo.InvariantCulture));
        yield return new("TUNER_TRIAL_URL", address);
        yield return new("TUNER_VALUES", values);
        yield return new("PYTHONPATH", string.IsNullOrEmpty(path) ? python : $"{python}{Path.PathSeparator}{path}");
        // Otherwise reports come when the script ends: Python fills a buffer before it writes to a pipe.
        yield return new("PYTHONUNBUFFERED", "1");
        foreach ((string name, string value) in slot.Environment)
            yield return new(name, value);
    }
}
