using System.Diagnostics;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Bench;

/// <summary>What pruning decisions and parameter importance cost. Arguments: none.</summary>
internal static class AnalysisOverhead
{
    public static void Run()
    {
        Console.WriteLine("pruner              trials  steps  µs per report and decision  pruned");
        foreach (string name in new[] { "median", "successive_halving", "hyperband", "wandb_hyperband", "wilcoxon" })
        {
            foreach (int trials in new[] { 1_000, 100_000 })
            {
                (double microseconds, double pruned) = Prune(name, trials, steps: 10);
                Console.WriteLine($"{name,-18} {trials,7} {10,6} {microseconds,27:F2} {pruned,7:P0}");
            }
        }

        Console.WriteLine();
        Console.WriteLine("importance: trials  parameters  ms");
        foreach (int trials in new[] { 200, 1000, 3000, 20_000 })
            Console.WriteLine($"{trials,18} {10,11} {Importance(trials),8:F0}");
    }

    private static (double Microseconds, double Pruned) Prune(string name, int trials, int steps)
    {
        ComponentSpec spec = name == "wandb_hyperband" ? new(name, new ParameterSet(["min_iter"], [ParameterValue.Of(2L)])) : new(name);
        IPruner pruner = PrunerRegistry.Create(spec, "bench");
        var reports = new TrialReports(Goal.Minimize);
        var random = new RandomStream(1, 0);
        long decisions = 0, pruned = 0, start = Stopwatch.GetTimestamp();
        for (int trial = 0; trial < trials; trial++)
        {
            double level = random.NextDouble();
            bool stop = false;
            for (int step = 1; step <= steps && !stop; step++)
            {
                reports.Report(trial, step, level + (0.2 * random.NextDouble()) + (1.0 / step));
                PruneDecision decision = pruner.Decide(reports, trial);
                reports.Apply(trial, decision);
                stop = decision.Prune;
                decisions++;
            }

            pruned += stop ? 1 : 0;
            reports.Finish(trial, stop ? TrialOutcome.Pruned : TrialOutcome.Complete, level);
        }

        return (Stopwatch.GetElapsedTime(start).TotalMicroseconds / decisions, (double)pruned / trials);
    }

    private static double Importance(int count)
    {
        SearchSpace space = new([.. Enumerable.Range(0, 10).Select(i => new Parameter($"x{i}", new FloatDistribution(0, 1)))]);
        var random = new RandomStream(2, 0);
        var trials = new ParameterSet[count];
        for (int i = 0; i < count; i++)
            trials[i] = space.Sample(ref random);
        double[] scores = [
            .. trials.Select((trial, i) => trial.Values.Select((value, k) => value.AsDouble() * value.AsDouble() * (k + 1)).Sum())
        ];
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < 3; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            _ = ParameterImportance.Compute(space, trials, scores, 1);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }
}
