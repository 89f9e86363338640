using System.Diagnostics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Bench;

/// <summary>
/// <c>dotnet run --project bench -c Release -- sampler-overhead</c>: seconds for whole searches of ten parameters (6 float, 2 log
/// float, 2 int; the grid: 1,152 combinations of four) with a trivial objective, on one thread.
/// </summary>
internal static class SamplerOverhead
{
    private static readonly SearchSpace Space = new(
    [
        .. Enumerable.Range(0, 6).Select(i => new Parameter($"float{i}", new FloatDistribution(-5, 5))),
        .. Enumerable.Range(0, 2).Select(i => new Parameter($"log{i}", new FloatDistribution(1e-5, 1, Log: true))),
        .. Enumerable.Range(0, 2).Select(i => new Parameter($"int{i}", new IntegerDistribution(1, 100))),
    ]);

    // 8 × 9 × 4 × 4 combinations, as a backtest's grid has them.
    private static readonly SearchSpace Countable = new(
        [
            new("fast", new IntegerDistribution(5, 40, 5)),
            new("slow", new IntegerDistribution(50, 250, 25)),
            new("stop", new IntegerDistribution(1, 4)),
            new("target", new IntegerDistribution(1, 4))
        ]);

    public static void Run(string[] args)
    {
        (string Sampler, int Trials, int Batch)[] cases =
        [
            ("random", 1000, 1), (
                "random",
                1000,
                16), (
                    "sobol",
                    1000,
                    1), ("grid", 1152, 1), (
                        "grid", 1152, 64), ("tpe", 1000, 1), ("tpe", 3000, 1), ("tpe", 3000, 2), ("tpe", 3000, 16), ("tpe", 3000, 64),
            ("cmaes", 1000, 1), (
                "cmaes",
                1000,
                16), ("nsga2", 1000, 1), ("nsga2", 1000, 16), ("gp", 200, 1), ("gp", 200, 8), ("auto", 200, 1), ("auto", 200, 8),
        ];
        string only = SamplerQuality.Option(args, "--samplers", "");
        Console.WriteLine(
            "| sampler | trials | in batches of | seconds, cold | seconds, warm | processor seconds, warm | last trial, ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach ((string sampler, int trials, int batch) in cases.Where(entry => entry.Sampler.Contains(only, StringComparison.Ordinal)))
        {
            (double cold, _, _) = Time(sampler, trials, batch, 1);
            // The best of several, and the processor's time beside the clock's: what else runs on the machine only adds.
            (double warm, double busy, double last) = (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
            for (ulong seed = 2; seed < (sampler is "gp" or "auto" ? 4UL : 8UL); seed++)
            {
                (double seconds, double processor, double milliseconds) = Time(sampler, trials, batch, seed);
                (warm, busy, last) = (Math.Min(warm, seconds), Math.Min(busy, processor), Math.Min(last, milliseconds));
            }

            Console.WriteLine($"| {sampler} | {trials} | {batch} | {cold:F3} | {warm:F3} | {busy:F3} | {last:F2} |");
        }
    }

    private static (double Seconds, double Processor, double LastMilliseconds) Time(string name, int trials, int batch, ulong seed)
    {
        SearchSpace space = name == "grid" ? Countable : Space;
        ISampler sampler = SamplerRegistry.Create(new ComponentSpec(name));
        var cache = new SamplerCache();
        var history = new List<FinishedTrial>(trials);
        long start = Stopwatch.GetTimestamp();
        TimeSpan before = Environment.CpuUsage.TotalTime, last = before;
        while (history.Count < trials)
        {
            last = Environment.CpuUsage.TotalTime;
            foreach (
                ParameterSet values in sampler.Propose(
                    new ProposalRequest
                    {
                        Space = space,
                        History = history,
                        Seed = seed,
                        FirstTrial = history.Count,
                        Count = Math.Min(batch, trials - history.Count)
                    },
                    cache))
            {
                double loss = 0;
                foreach (ParameterValue value in values.Values)
                    loss += value.AsDouble() * value.AsDouble();
                history.Add(new FinishedTrial(history.Count, values, loss));
            }
        }

        TimeSpan after = Environment.CpuUsage.TotalTime;
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (after - before).TotalSeconds, (after - last).TotalMilliseconds / batch);
    }
}
