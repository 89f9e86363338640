using System.Diagnostics;
using System.Globalization;
using ServerlessTuner.Cli.Client;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Programs;

/// <summary>Asks a service for trials and evaluates them with the study's program on this machine.</summary>
/// <param name="id">The study.</param>
/// <param name="client">The service.</param>
/// <param name="trials">What runs the program.</param>
/// <param name="rules">The study.</param>
/// <param name="folder">The files of the programs.</param>
/// <param name="options">How it works.</param>
/// <param name="say">Hears a line for each trial.</param>
internal sealed class RemoteAgent(
    string id,
    ServiceClient client,
    ProgramTrials trials,
    AgentRules rules,
    ProgramFolder folder,
    AgentOptions options,
    Action<string> say)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    private long taken;
    private int failures;

    /// <summary>Whether it ended because its programs failed again and again.</summary>
    public bool HasGivenUp => Volatile.Read(ref failures) >= options.MaxFailures;

    /// <summary>Works until the study has ended, or enough trials were taken.</summary>
    /// <param name="finish">Takes no further trials from then on.</param>
    /// <param name="stop">Ends the programs, and gives their trials back.</param>
    public Task WorkAsync(CancellationToken finish, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, trials.Slots).Select(_ => Task.Run(() => LoopAsync(finish, stop), CancellationToken.None)));

    private async Task LoopAsync(CancellationToken finish, CancellationToken stop)
    {
        while (!finish.IsCancellationRequested && !HasGivenUp && TakeOne())
        {
            AskedTrialView? trial;
            try
            {
                if ((trial = await AskAsync(finish)) is null)
                    return;
            }
            catch (OperationCanceledException) when (finish.IsCancellationRequested)
            {
                return;
            }

            await EvaluateAsync(trial, stop);
            if (stop.IsCancellationRequested)
                return;
        }
    }

    private bool TakeOne() => options.Count is not long most || Interlocked.Increment(ref taken) <= most;

    private async Task<AskedTrialView?> AskAsync(CancellationToken finish)
    {
        // The next batch is proposed while this agent asks, which mostly takes no second: so it asks sooner than told, and less and less.
        TimeSpan soon = FirstPause;
        while (!HasGivenUp)
        {
            (AskedTrialView? trial, TimeSpan? wait) = await client.AskAsync(
                id, new AskRequest(options.Lease.TotalSeconds, options.Name), finish);
            if (trial is not null || wait is not TimeSpan pause)
                return trial;
            await Task.Delay(soon < pause ? soon : pause, finish);
            soon = soon < pause ? soon * 2 : pause;
        }

        return null;
    }

    private async Task EvaluateAsync(AskedTrialView asked, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        ParameterSet values = asked.Values is { } given ? ParameterSet.FromJson(given) : ParameterSet.Empty;
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task renewing = RenewAsync(asked, lost);
        try
        {
            ProgramOutcome outcome = await trials.RunAsync(
                new ProgramTrial(id, asked.Trial, asked.Attempt, values), () => new RemoteLink(client, asked), lost.Token);
            await KeepAsync(asked, CancellationToken.None);
            OutcomeView? told = await client.TellAsync(asked, Request(outcome, asked), CancellationToken.None);
            Count(outcome.State == TrialState.Failed);
            Say(asked, outcome, told, Stopwatch.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await GiveBackAsync(asked);
        }
        catch (OperationCanceledException)
        {
            say($"Trial {asked.Trial} was given to another agent, because the service heard nothing of this one.");
        }
        catch (InvalidOperationException fault) when (fault.InnerException is TrialLostException inner)
        {
            say(inner.Message);
        }
        catch (TrialLostException fault)
        {
            say(fault.Message);
        }
        finally
        {
            await lost.CancelAsync();
            await renewing;
        }
    }

    // A program may be silent for hours; its machine may not.
    private async Task RenewAsync(AskedTrialView asked, CancellationTokenSource lost)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Lease / 3, lost.Token);
                await client.ReportAsync(asked, new ReportRequest(null, null, null, asked.Attempt), lost.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
        catch (TrialLostException)
        {
            await lost.CancelAsync();
        }
        catch (InvalidInputException)
        {
            // The service cannot be reached; where it stays away, telling the outcome says so.
        }
    }

    private async Task KeepAsync(AskedTrialView asked, CancellationToken cancellation)
    {
        try
        {
            await client.KeepAsync(asked, "log", folder.LogOf(asked.Trial), cancellation);
            if (!Directory.Exists(folder.FilesOf(asked.Trial)))
                return;
            foreach (string path in Directory.EnumerateFiles(folder.FilesOf(asked.Trial)).Order(StringComparer.Ordinal))
                await client.KeepAsync(asked, $"files/{Uri.EscapeDataString(Path.GetFileName(path))}", path, cancellation);
        }
        catch (InvalidInputException fault)
        {
            // The outcome matters more than its log, which is still here.
            say($"Trial {asked.Trial}: its files stay in {folder.FilesOf(asked.Trial)}: {fault.Message}");
        }
    }

    private async Task GiveBackAsync(AskedTrialView asked)
    {
        try
        {
            await client.TellAsync(asked, new TellRequest("returned", null, null, null, asked.Attempt), CancellationToken.None);
            say($"Trial {asked.Trial} was given back.");
        }
        catch (Exception fault) when (fault is TrialLostException or InvalidInputException)
        {
            say($"Trial {asked.Trial} could not be given back; another agent gets it when its lease ends: {fault.Message}");
        }
    }

    private static TellRequest Request(ProgramOutcome outcome, AskedTrialView asked) => outcome.State switch
    {
        TrialState.Complete => new TellRequest("complete", RemoteLink.Values(outcome.Metrics), null, null, asked.Attempt),
        TrialState.Pruned => new TellRequest("pruned", null, null, null, asked.Attempt),
        _ => new TellRequest("failed", null, null, outcome.Reason, asked.Attempt),
    };

    private void Count(bool failed)
    {
        if (!failed)
            Interlocked.Exchange(ref failures, 0);
        else if (Interlocked.Increment(ref failures) == options.MaxFailures)
            say($"{options.MaxFailures} trials in a row failed on this machine, so this agent ends; --max-failures says how many may.");
    }

    private void Say(AskedTrialView asked, ProgramOutcome outcome, OutcomeView? told, TimeSpan took)
    {
        string seconds = took.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        string metrics = string.Join(' ', rules.Required.Where(outcome.Metrics.ContainsKey).Select(
            name => string.Create(CultureInfo.InvariantCulture, $"{name}={outcome.Metrics[name]:G6}")));
        say(told?.State switch
        {
            TrialState.Pruned => $"trial {asked.Trial} pruned after {seconds} s: {metrics}",
            TrialState.Failed => $"trial {asked.Trial} failed after {seconds} s: {told.Failure?.ReplaceLineEndings(" ")}",
            TrialState.Undefined => $"trial {asked.Trial} has no value after {seconds} s: {told.Failure}",
            _ => $"trial {asked.Trial} done in {seconds} s: {metrics}",
        });
    }
}
