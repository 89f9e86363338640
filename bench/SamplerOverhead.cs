using System.Diagnostics;
using System.Globalization;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Bench;

/// <summary>
/// <c>dotnet run --project bench -c Release -- sampler-overhead</c>: seconds for whole searches of ten parameters (6 float, 2 log
/// float, 2 int) with a trivial objective, on one thread, one proposal at a time.
/// </summary>
internal static class SamplerOverhead
{
    private static readonly SearchSpace Space = new(
    [
        .. Enumerable.Range(0, 6).Select(i => new Parameter($"float{i}", new FloatDistribution(-5, 5))),
        .. Enumerable.Range(0, 2).Select(i => new Parameter($"log{i}", new FloatDistribution(1e-5, 1, Log: true))),
        .. Enumerable.Range(0, 2).Select(i => new Parameter($"int{i}", new IntegerDistribution(1, 100))),
    ]);

    public static void Run(string[] args)
    {
        (string Sampler, int Trials)[] cases = [("random", 1000), ("tpe", 1000), ("tpe", 3000), ("cmaes", 1000), ("gp", 200), ("auto", 200)];
        string only = SamplerQuality.Option(args, "--samplers", "");
        Console.WriteLine("| sampler | trials | seconds, cold | seconds, warm | last proposal, ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach ((string sampler, int trials) in cases.Where(entry => entry.Sampler.Contains(only, StringComparison.Ordinal)))
        {
            (double cold, _) = Time(sampler, trials, 1);
            // The best of several: what else runs on the machine only adds.
            (double warm, double last) = (double.PositiveInfinity, double.PositiveInfinity);
            for (ulong seed = 2; seed < (sampler is "gp" or "auto" ? 4UL : 8UL); seed++)
            {
                (double seconds, double milliseconds) = Time(sampler, trials, seed);
                (warm, last) = (Math.Min(warm, seconds), Math.Min(last, milliseconds));
            }

            Console.WriteLine($"| {sampler} | {trials} | {cold:F3} | {warm:F3} | {last:F2} |");
        }
    }

    private static (double Seconds, double LastMilliseconds) Time(string name, int trials, ulong seed)
    {
        ISampler sampler = SamplerRegistry.Create(new ComponentSpec(name));
        var cache = new SamplerCache();
        var history = new List<FinishedTrial>(trials);
        long start = Stopwatch.GetTimestamp(), last = start;
        for (int trial = 0; trial < trials; trial++)
        {
            last = Stopwatch.GetTimestamp();
            ParameterSet values = sampler.Propose(new ProposalRequest { Space = Space, History = history, Seed = seed, FirstTrial = trial }, cache)[0];
            double loss = 0;
            foreach (ParameterValue value in values.Values)
                loss += value.AsDouble() * value.AsDouble();
            history.Add(new FinishedTrial(trial, values, loss));
        }

        return (Stopwatch.GetElapsedTime(start).TotalSeconds, Stopwatch.GetElapsedTime(last).TotalMilliseconds);
    }
}
