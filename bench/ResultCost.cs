using System.Diagnostics;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Bench;

/// <summary>
/// What it costs to write results, against evaluating them: a million combinations on 5,000 bars, one thread, the system's time for the
/// disk included.
/// Arguments: the folder to write to (default: a temporary one).
/// </summary>
internal static class ResultCost
{
    private const int Batch = 4096;

    private const string Study = """
        name: million
        data:
          EURUSD: {synth: {seed: 1, bars: 5000, interval: 1h, start: 2021-01-04, price: 1.10}}
        strategy: ma_cross
        parameters:
          fast: {min: 2, max: 51}
          slow: {min: 60, max: 259}
          stop_pips: [20, 30, 40, 50, 60, 70, 80, 90, 100, 120]
          target_pips: [20, 30, 40, 50, 60, 70, 80, 90, 100, 120]
        stages:
          - {scenarios: [B], keep: 10}
          - {scenarios: [A, B, C], keep: 10}
        metric: sharpe
        """;

    public static async Task RunAsync(string[] args)
    {
        string folder = args.Length > 0 ? args[0] : Directory.CreateTempSubdirectory("result-cost").FullName;
        StudySpec spec = StudyFile.Parse(Study, "million", new StudyFileOptions());
        LoadedData data = await MarketData.LoadAsync(spec.Data, new NoFiles(), new BarCache(), CancellationToken.None);
        for (int round = 1; round <= 3; round++)
        {
            double evaluating = Evaluate(spec, data);
            var store = new Folder(folder);
            var executor = new StudyExecutor(spec, data.Bars, store, TimeProvider.System);
            var plan = new StudyPlan(spec, executor.Trials, 8192);
            var history = new StudyHistory(spec);
            double start = Cpu();
            double working = 0;
            while (plan.Next() is { } item)
            {
                plan.Apply(await executor.RunAsync(item, history, CancellationToken.None));
                if (plan.Stage == 1 || working == 0)
                    working = (Cpu() - start);
            }

            start = Cpu();
            long clock = Stopwatch.GetTimestamp();
            await new ResultPublisher(executor, plan, history, store).PublishAsync(CancellationToken.None);
            double publishing = (Cpu() - start), wall = Stopwatch.GetElapsedTime(clock).TotalSeconds;
            double writing = working - evaluating + publishing;
            Console.WriteLine(
                $"round {round}: evaluating {evaluating:F2} s, rows {working - evaluating:F2} s, publishing {publishing:F2} s "
                    + $"({wall:F2} s on the clock); writing / evaluating = {writing / evaluating:F2}");
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The same batches as the executor's, down to the score of each trial, and nothing kept.</summary>
    private static double Evaluate(StudySpec spec, LoadedData data)
    {
        var objective = new BacktestObjective(data.Bars, (BacktestSpec)spec.Objective);
        var scorer = new TrialScorer(spec, objective.Metrics, ["B"]);
        ITrialSource source = SamplerRegistry.Create(spec.Sampler).Source(spec.Space, spec.Seed)!;
        double start = Cpu();
        double best = double.NegativeInfinity;
        for (long first = 0; first < source.Count; first += Batch)
        {
            var trials = new ParameterSet[Math.Min(Batch, source.Count!.Value - first)];
            for (int i = 0; i < trials.Length; i++)
                trials[i] = source.At(first + i);
            var table = new MetricTable(trials.Length, objective.Metrics.Count);
            objective.Evaluate(trials, spec.ScenarioNamed("B"), 1, table, CancellationToken.None);
            for (int i = 0; i < trials.Length; i++)
                best = Math.Max(best, scorer.Score(table.Row(i)));
        }

        return best > double.NegativeInfinity ? (Cpu() - start) : double.NaN;
    }

    // Time of the processor, that of the system for the disk included: wall time says little on a machine with other work.
    private static double Cpu()
    {
        using Process self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    private sealed class NoFiles : IDataSource
    {
        public Task<DataKey> ResolveAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation) => throw new NotSupportedException();
    }

    private sealed class Folder(string root) : IArtifactStore
    {
        public async Task PutAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
        {
            string path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            await write(stream, cancellation);
        }

        public Task<Stream?> OpenAsync(string name, CancellationToken cancellation) =>
            Task.FromResult<Stream?>(new FileStream(Path.Combine(root, name), FileMode.Open, FileAccess.Read, FileShare.Read, 1));

        public Task<IReadOnlyList<(string Name, long Size)>> ListAsync(string prefix, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task DeleteAsync(string name, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
