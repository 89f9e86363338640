using System.Globalization;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Bench;

/// <summary>
/// <c>dotnet run --project bench -c Release -- samplers [--samplers a,b] [--functions part,part] [--seeds n] [--trials n] [--batch n]
/// [--runs FILE.csv] [--table FILE.md] [--no-runs]</c>: searches on one thread, a line per run, and a Markdown table of medians. Runs that
/// the file holds already are not made again, so an interrupted measurement goes on; with <c>--no-runs</c> the table shows what there is.
/// </summary>
internal static class SamplerQuality
{
    public static void Run(string[] args)
    {
        string[] samplers = Option(args, "--samplers", "random,sobol,tpe,cmaes,gp,auto").Split(',');
        string[] wanted = Option(args, "--functions", "").Split(',');
        int seeds = Number(args, "--seeds", 10), trials = Number(args, "--trials", 200), batch = Number(args, "--batch", 1);
        SamplerFunction[] functions = [
            .. SamplerFunctions.Known.Concat(FurtherFunctions.All).Where(
                function => wanted.Any(part => function.Name.Contains(part, StringComparison.Ordinal)))
        ];
        var runs = new SamplerRuns(Option(args, "--runs", ""));
        for (int seed = 0; seed < seeds && !args.Contains("--no-runs"); seed++)
        {
            foreach (SamplerFunction function in functions)
            {
                foreach (string sampler in samplers)
                {
                    if (!runs.Has(function.Name, sampler, seed))
                        runs.Add(function.Name, sampler, seed, Search(function, sampler, (ulong)seed, trials, batch));
                }
            }
        }

        var table = new SamplerTable(runs, samplers, seeds, trials, batch);
        string text = table.Write(functions);
        Console.Write(text);
        if (Option(args, "--table", "") is { Length: > 0 } path)
            File.WriteAllText(path, text);
    }

    private static (double Half, double Full) Search(SamplerFunction function, string name, ulong seed, int trials, int batch)
    {
        ISampler sampler = SamplerRegistry.Create(new ComponentSpec(name));
        var cache = new SamplerCache();
        var history = new List<FinishedTrial>();
        double best = double.PositiveInfinity, truth = double.NaN, half = double.NaN;
        while (history.Count < trials)
        {
            IReadOnlyList<ParameterSet> points = sampler.Propose(
                new ProposalRequest
                {
                    Space = function.Space,
                    History = history,
                    Seed = seed,
                    FirstTrial = history.Count,
                    Count = Math.Min(batch, trials - history.Count),
                    Budget = trials
                }, cache);
            if (points.Count == 0)
                break;
            foreach (ParameterSet values in points)
            {
                double value = function.Value(values);
                var random = new RandomStream(seed, (ulong)history.Count, (StreamPurpose)77);
                double seen = value + (function.Noise * random.NextNormal());
                if (seen < best)
                    (best, truth) = (seen, value);
                history.Add(new FinishedTrial(history.Count, values, seen));
                if (history.Count == trials / 2)
                    half = truth;
            }
        }

        return (half, truth);
    }

    internal static string Option(string[] args, string name, string otherwise) =>
        Array.IndexOf(args, name) is var index and >= 0 && index + 1 < args.Length ? args[index + 1] : otherwise;

    private static int Number(string[] args, string name, int otherwise) =>
        int.Parse(Option(args, name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}

/// <summary>Results by function, sampler and seed, kept in a CSV file where one is named.</summary>
internal sealed class SamplerRuns
{
    private readonly Dictionary<(string Function, string Sampler, int Seed), (double Half, double Full)> results = [];
    private readonly string path;

    public SamplerRuns(string path)
    {
        this.path = path;
        if (path.Length == 0 || !File.Exists(path))
            return;
        foreach (string line in File.ReadLines(path))
        {
            if (line.Split(',') is [var function, var sampler, var seed, var half, var full])
                results[(function, sampler, int.Parse(seed, CultureInfo.InvariantCulture))] = (
                    double.Parse(half, CultureInfo.InvariantCulture), double.Parse(full, CultureInfo.InvariantCulture));
        }
    }

    public bool Has(string function, string sampler, int seed) => results.ContainsKey((function, sampler, seed));

    public void Add(string function, string sampler, int seed, (double Half, double Full) best)
    {
        results[(function, sampler, seed)] = best;
        string line = string.Create(
            CultureInfo.InvariantCulture, $"{function},{sampler},{seed},{best.Half:R},{best.Full:R}{Environment.NewLine}");
        if (path.Length > 0)
            File.AppendAllText(path, line);
        else
            Console.Error.Write(line);
    }

    /// <summary>How many of the first seeds there are runs of.</summary>
    public int Count(string function, string sampler, int seeds) => Enumerable.Range(0, seeds).Count(seed => Has(function, sampler, seed));

    /// <summary>The medians over the first seeds, as far as there are runs.</summary>
    public (double Half, double Full) Median(string function, string sampler, int seeds)
    {
        (double Half, double Full)[] all = [
            .. Enumerable.Range(0, seeds).Where(seed => Has(function, sampler, seed)).Select(seed => results[(function, sampler, seed)])
        ];
        return (Median([.. all.Select(best => best.Half)]), Median([.. all.Select(best => best.Full)]));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return 0.5 * (values[(values.Length - 1) / 2] + values[values.Length / 2]);
    }
}
