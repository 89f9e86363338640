using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Programs;

/// <summary>
/// Evaluates trials with a study's program: in a free slot, again where the study says so, with what it told as the outcome.
/// </summary>
internal sealed class ProgramTrials : IAsyncDisposable
{
    private readonly AgentRules rules;
    private readonly ProgramRunner runner;
    private readonly TrialEndpoint endpoint;
    private readonly SlotPool slots;

    private ProgramTrials(AgentRules rules, ProgramRunner runner, TrialEndpoint endpoint, SlotPool slots) =>
        (this.rules, this.runner, this.endpoint, this.slots) = (rules, runner, endpoint, slots);

    /// <summary>How many run at once.</summary>
    public int Slots => slots.Size;

    /// <summary>Makes ready.</summary>
    /// <param name="rules">The study.</param>
    /// <param name="site">Where its program runs.</param>
    /// <param name="folder">Where its logs go.</param>
    /// <param name="parallel">How many run at once where the study names no slots.</param>
    /// <param name="log">Hears of faults.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ProgramTrials> StartAsync(
        AgentRules rules, ProgramSite site, ProgramFolder folder, int parallel, Action<string> log, CancellationToken cancellation)
    {
        if (folder.EndLeftovers() is int ended and > 0)
            log(
                ended == 1
                    ? "A program that an earlier run left behind was ended."
                    : $"{ended} programs that an earlier run left behind were ended.");
        TrialEndpoint opened = await TrialEndpoint.StartAsync(log, cancellation);
        return new ProgramTrials(
            rules, new ProgramRunner(rules.Objective, site, folder, opened), opened, new SlotPool(rules.Objective.Slots, parallel));
    }

    /// <summary>Evaluates a trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="link">Where its reports go; made anew for each attempt, which starts from nothing.</param>
    /// <param name="cancellation">Ends its program.</param>
    public async Task<ProgramOutcome> RunAsync(ProgramTrial trial, Func<ITrialLink> link, CancellationToken cancellation)
    {
        for (int tried = 0; ; tried++)
        {
            ProgramTrial attempt = trial with { Attempt = trial.Attempt + tried };
            using var monitor = new TrialMonitor(rules, link());
            ProgramEnd end = await slots.InAsync(
                tried > 0, slot => runner.RunAsync(attempt, slot, monitor, cancellation), cancellation);
            if (end.Failure is { } kind && rules.Objective.Retry is { } retry && tried < retry.Times && retry.On.Contains(kind))
                continue;
            return Judge(end, monitor);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await endpoint.DisposeAsync();
        slots.Dispose();
    }

    private ProgramOutcome Judge(ProgramEnd end, TrialMonitor monitor)
    {
        if (end.Pruned)
            return monitor.Step is null
                ? ProgramOutcome.Failed("The program ended its trial as pruned, but reported no step before.")
                : new ProgramOutcome(TrialState.Pruned, monitor.Metrics, string.Empty);
        if (end.Failure is not null)
            return ProgramOutcome.Failed(end.Reason);
        if (monitor.Missing is not [var first, ..] missing)
            return new ProgramOutcome(TrialState.Complete, monitor.Metrics, string.Empty);
        string told = monitor.Told.Count == 0
            ? "It told no metric at all: print a line such as {\"step\": 1, \"" + first + "\": 0.4}, or '" + first + ": 0.4' at the end."
            : $"It told {string.Join(", ", monitor.Told)}. {Nearest.Advice(first, [.. monitor.Told])}";
        return ProgramOutcome.Failed($"The program ended without telling {string.Join(" and ", missing)}. {told}");
    }
}
