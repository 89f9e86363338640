using System.Globalization;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Bench;

/// <summary>
/// <c>dotnet run --project bench -c Release -- samplers [--samplers a,b] [--functions part,part] [--seeds n] [--trials n]</c>:
/// median over seeds of the best true value after half and after all trials, as a Markdown table.
/// </summary>
internal static class SamplerQuality
{
    public static void Run(string[] args)
    {
        string[] samplers = Option(args, "--samplers", "random,sobol,tpe,cmaes,gp,auto").Split(',');
        string[] wanted = Option(args, "--functions", "").Split(',');
        int seeds = int.Parse(Option(args, "--seeds", "10"), CultureInfo.InvariantCulture), trials = int.Parse(Option(args, "--trials", "200"), CultureInfo.InvariantCulture);
        Console.WriteLine($"| function | {string.Join(" | ", samplers)} |");
        Console.WriteLine($"| --- |{string.Concat(samplers.Select(_ => " --- |"))}");
        foreach (SamplerFunction function in SamplerFunctions.All.Where(function => wanted.Any(part => function.Name.Contains(part, StringComparison.Ordinal))))
        {
            Console.Write($"| {function.Name} |");
            foreach (string sampler in samplers)
            {
                var half = new double[seeds];
                var full = new double[seeds];
                Parallel.For(0, seeds, seed => (half[seed], full[seed]) = Best(function, sampler, (ulong)seed, trials));
                if (args.Contains("--each"))
                    Console.Error.WriteLine($"{function.Name} {sampler}: {string.Join(" ", full.Select(value => value.ToString("G3", CultureInfo.InvariantCulture)))}");
                Console.Write($" {Show(Median(half))} → {Show(Median(full))} |");
            }

            Console.WriteLine();
        }
    }

    private static (double Half, double Full) Best(SamplerFunction function, string name, ulong seed, int trials)
    {
        ISampler sampler = SamplerRegistry.Create(new ComponentSpec(name));
        var cache = new SamplerCache();
        var history = new List<FinishedTrial>();
        double best = double.PositiveInfinity, truth = double.NaN, half = double.NaN;
        for (int trial = 0; trial < trials; trial++)
        {
            ParameterSet values = sampler.Propose(
                new ProposalRequest { Space = function.Space, History = history, Seed = seed, FirstTrial = trial, Budget = trials }, cache)[0];
            double value = function.Value(values);
            var random = new RandomStream(seed, (ulong)trial, 77);
            double seen = value + (function.Noise * random.NextNormal());
            if (seen < best)
                (best, truth) = (seen, value);
            history.Add(new FinishedTrial(trial, values, seen));
            if (trial == (trials / 2) - 1)
                half = truth;
        }

        return (half, truth);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return 0.5 * (values[(values.Length - 1) / 2] + values[values.Length / 2]);
    }

    private static string Show(double value) => Math.Abs(value) is < 1e-3 and > 0 ? value.ToString("0.#e-0", CultureInfo.InvariantCulture) : value.ToString("G4", CultureInfo.InvariantCulture);

    internal static string Option(string[] args, string name, string otherwise) =>
        Array.IndexOf(args, name) is var index and >= 0 && index + 1 < args.Length ? args[index + 1] : otherwise;
}
