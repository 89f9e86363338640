using System.Diagnostics;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Programs;

/// <summary>The programs of a study that runs in this process: reports are judged here, and outcomes become results of the plan.</summary>
internal sealed class LocalPrograms(ProgramTrials trials, AgentRules rules, string study)
{
    /// <summary>Evaluates a trial.</summary>
    public async Task<TrialResult> RunAsync(EvaluateTrial item, StudyHistory history, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        Link? link = null;
        ProgramOutcome outcome = await trials.RunAsync(
            new ProgramTrial(study, item.Trial, 1, item.Values), () => link = new Link(rules, item, history), cancellation);
        IReadOnlyList<StepReport> steps = link!.Steps;
        TrialResult result = outcome.State switch
        {
            TrialState.Complete => rules.Judge.Complete(item, Row(rules, outcome.Metrics), steps),
            TrialState.Pruned => rules.Judge.Pruned(item, link.Last, steps),
            _ => rules.Judge.Failed(item, outcome.Reason, steps),
        };
        return result with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    private static double[] Row(AgentRules rules, IReadOnlyDictionary<string, double> metrics) =>
        [.. rules.Metrics.Select(name => metrics.TryGetValue(name, out double value) ? value : double.NaN)];

    private sealed class Link(AgentRules rules, EvaluateTrial item, StudyHistory history) : ITrialLink
    {
        private readonly List<StepReport> steps = [];

        public IReadOnlyList<StepReport> Steps => steps;

        public double[] Last { get; private set; } = [];

        public Task<bool> ReportAsync(int step, IReadOnlyDictionary<string, double> metrics, CancellationToken cancellation)
        {
            Last = Row(rules, metrics);
            double value = rules.Judge.StepScore(Last, step);
            PruneDecision decision = rules.Judge.Decide(
                history, item.Trial, [.. steps.Select(known => (known.Step, known.Value, known.Decision)), (step, value, default)]);
            steps.Add(new StepReport(step, value, decision));
            return Task.FromResult(decision.Prune);
        }
    }
}
