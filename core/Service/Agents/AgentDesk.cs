using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Service.Agents;

/// <summary>Where the trials of one study are offered to agents, given, reported on and ended: the same on every host.</summary>
/// <param name="study">The study's id.</param>
/// <param name="store">The trials.</param>
/// <param name="time">The clock of the leases.</param>
public sealed class AgentDesk(string study, IAgentTrialStore store, TimeProvider time)
{
    /// <summary>How long an agent may be silent unless it asks for another time.</summary>
    public static readonly TimeSpan UsualLease = TimeSpan.FromMinutes(15);

    /// <summary>The longest an agent may be silent.</summary>
    public static readonly TimeSpan LongestLease = TimeSpan.FromDays(7);

    // The record is written as a whole at every report.
    private const int MostReports = 10_000;

    // Only agents that share a trial get into each other's way; so many times in a row they do not.
    private const int Tries = 20;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Offers a trial; one that is offered already stays as it is.</summary>
    /// <param name="item">The trial.</param>
    /// <param name="ending">Where the search ends: a trial that nobody evaluates now is ended as failed by these rules. Null
    /// otherwise.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The trial as it stands now.</returns>
    public async Task<AgentTrial> OfferAsync(EvaluateTrial item, AgentRules? ending, CancellationToken cancellation)
    {
        while (true)
        {
            DateTimeOffset now = time.GetUtcNow();
            StoredTrial? stored = await store.FindAsync(study, item.Trial, cancellation);
            AgentTrial trial = stored?.Trial ?? new AgentTrial { Item = item };
            bool ends = ending is not null && trial.IsFree(now);
            if (stored is not null && !ends)
                return trial;
            if (ends)
                trial = trial.End(now, ending!.Abandoned(trial));
            if (
                stored is null
                    ? await store.AddAsync(study, trial, cancellation)
                    : await store.ReplaceAsync(study, trial, stored.Version, cancellation))
                return trial;
        }
    }

    /// <summary>Gives the free trial with the lowest number to an agent.</summary>
    /// <param name="host">The study: a trial that was lost too often is ended there as failed.</param>
    /// <param name="attempts">How often a trial may be given.</param>
    /// <param name="from">The lowest number that may be open.</param>
    /// <param name="ask">Who asks, and how long the agent may be silent.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The trial, or null and after which time to ask again.</returns>
    internal async Task<(AgentTrial? Trial, TimeSpan Wait)> AskAsync(
        IAgentStudy host, int attempts, long from, AgentAsk ask, CancellationToken cancellation)
    {
        for (int i = 0; i < Tries; i++)
        {
            IReadOnlyList<StoredTrial> open = await store.ListOpenAsync(study, from, cancellation);
            DateTimeOffset now = time.GetUtcNow();
            bool late = false;
            foreach (StoredTrial stored in open.Where(stored => stored.Trial.IsFree(now)))
            {
                if (stored.Trial.Lost >= attempts)
                {
                    // Whatever kills those who try it would kill the next as well.
                    AgentTrial lost = stored.Trial.End(now, host.Rules.Lost(stored.Trial));
                    if (await store.ReplaceAsync(study, lost, stored.Version, cancellation))
                        await host.DeliverAsync(lost, cancellation);
                    late = true;
                    continue;
                }

                AgentTrial given = stored.Trial.Give(now, ask.Lease, ask.Agent);
                if (await store.ReplaceAsync(study, given, stored.Version, cancellation))
                    return (given, TimeSpan.Zero);
                late = true;
            }

            if (late)
                continue;
            TimeSpan wait = open.Count == 0 ? ShortestWait : open.Min(stored => stored.Trial.LeaseEnd - now) ?? ShortestWait;
            return (null, wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait);
        }

        return (null, ShortestWait);
    }

    /// <summary>
    /// Takes a report, and has it judged. The same step again gets the same answer; one without a step renews the lease, and is answered
    /// with the last report, or null where there is none.
    /// </summary>
    internal async Task<StepReport?> ReportAsync(IAgentStudy host, long number, AgentReport report, CancellationToken cancellation)
    {
        for (int i = 0; i < Tries; i++)
        {
            StoredTrial stored = await FindAsync(number, cancellation);
            AgentTrial trial = stored.Trial;
            CheckGiven(trial, report.Attempt);
            if (!trial.IsOpen)
                throw Conflict(
                    "trial",
                    $"{number}",
                    $"Trial {number} has ended as {StateOf(trial.Result!)}.",
                    "Stop evaluating it, and ask for another.");
            if (report.Step is not int step)
            {
                if (await store.ReplaceAsync(study, trial.Renew(time.GetUtcNow()), stored.Version, cancellation))
                    return trial.OwnSteps.Count > 0 ? trial.OwnSteps[^1] : null;
                continue;
            }

            foreach (StepReport known in trial.OwnSteps)
            {
                // The same step again is a request whose answer was lost; what comes after a stop changes nothing.
                if (known.Step == step || known.Decision.Prune)
                    return known;
            }

            if (trial.OwnSteps is [.., { Step: var last }] && step < last)
                throw Conflict(
                    "step",
                    $"{step}",
                    $"step is {step}, but trial {number} has reported step {last} already.",
                    "Report steps in ascending order.");
            if (trial.OwnSteps.Count >= MostReports)
                throw Conflict(
                    "step",
                    $"{step}",
                    $"Trial {number} has {MostReports} reports, which is the most.",
                    "Report at every tenth step, for example.");
            TrialJudge judge = host.Rules.Judge;
            double value = judge.StepScore(report.Metrics, step);
            PruneDecision decision = judge.Decide(
                await host.HistoryAsync(trial.Item, cancellation), number, [
                    .. trial.OwnSteps.Select(known => (known.Step, known.Value, known.Decision)), (step, value, default)
                ]);
            var judged = new StepReport(step, value, decision);
            if (await store.ReplaceAsync(study, trial.Add(time.GetUtcNow(), judged, report.Metrics), stored.Version, cancellation))
                return judged;
        }

        throw Busy(number);
    }

    /// <summary>Takes the outcome of a trial. The first that is told stands, whoever tells it; the same again changes nothing.</summary>
    internal async Task<AgentTrial> TellAsync(
        AgentRules rules, long number, AgentOutcome outcome, bool ended, CancellationToken cancellation)
    {
        for (int i = 0; i < Tries; i++)
        {
            StoredTrial stored = await FindAsync(number, cancellation);
            AgentTrial trial = stored.Trial;
            if (trial.Result is { } told)
            {
                if (outcome.IsReturned)
                    return trial;
                return IsSame(rules, trial, told, outcome) ? trial
                    : throw Conflict(
                        "state",
                        StateOf(told),
                        $"Trial {number} has ended as {StateOf(told)} already, with another outcome than this one.",
                        "Ask for another trial.");
            }

            CheckGiven(trial, outcome.IsReturned ? outcome.Attempt : null);
            if (outcome.IsReturned)
            {
                if (await store.ReplaceAsync(study, trial.Return(), stored.Version, cancellation))
                    return trial.Return();
                continue;
            }

            if (ended)
                throw new ServiceFault(
                    Problems.Of(
                        410, "study", study, $"The study '{study}' has ended, so that trial {number} is no longer wanted.", "Quit."));
            AgentTrial next = trial.End(time.GetUtcNow(), Judge(rules, trial, outcome, trial.Steps, trial.Metrics));
            if (await store.ReplaceAsync(study, next, stored.Version, cancellation))
                return next;
        }

        throw Busy(number);
    }

    private static TrialResult Judge(
        AgentRules rules,
        AgentTrial trial,
        AgentOutcome outcome,
        IReadOnlyList<StepReport> steps,
        IReadOnlyList<double> last) => outcome.State switch
    {
        TrialState.Complete => rules.Judge.Complete(trial.Item, outcome.Metrics, steps),
        TrialState.Failed => rules.Judge.Failed(trial.Item, outcome.Reason, steps),
        _ when steps.Count == 0 => throw Conflict(
            "state",
            "pruned",
            $"state is pruned, but trial {trial.Trial} has reported no step at which it could have been stopped.",
            "Report a step first, or write failed."),
        _ => rules.Judge.Pruned(trial.Item, [.. last], steps),
    };

    private static bool IsSame(AgentRules rules, AgentTrial trial, TrialResult told, AgentOutcome outcome)
    {
        if (outcome.State == TrialState.Pruned)
            return told.Outcome == TrialOutcome.Pruned;
        TrialResult again = Judge(rules, trial, outcome, told.Steps, []);
        return again.Outcome == told.Outcome && again.Failure == told.Failure && again.Metrics.SequenceEqual(told.Metrics);
    }

    /// <summary>How an outcome is written.</summary>
    internal static string StateOf(TrialResult result) => result.Outcome.Name();

    private async Task<StoredTrial> FindAsync(long number, CancellationToken cancellation) =>
        await store.FindAsync(study, number, cancellation)
        ?? throw new ServiceFault(
            Problems.Of(
                404, "n", $"{number}", $"The study '{study}' offers no trial {number}.", $"POST /api/studies/{study}/trials gives one."));

    private static void CheckGiven(AgentTrial trial, int? attempt)
    {
        if (trial.Attempt == 0)
            throw Conflict("n", $"{trial.Trial}", $"Trial {trial.Trial} has not been given to any agent.", "Ask for a trial first.");
        if (attempt is int given && given != trial.Attempt)
            throw Conflict(
                "attempt",
                $"{given}",
                $"attempt is {given}, but trial {trial.Trial} was given to another agent since (attempt {trial.Attempt}).",
                "Stop evaluating it, and ask for another.");
    }

    private static ServiceFault Conflict(string field, string value, string detail, string remedy) =>
        new(Problems.Of(409, field, value, detail, remedy));

    private static ServiceFault Busy(long number) =>
        Conflict("n", $"{number}", $"Other requests keep changing trial {number}.", "Send the same again.");
}
