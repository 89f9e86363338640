using System.Diagnostics;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Bench;

/// <summary>
/// What the second stage of a study costs beside the first: 1,152 trials under one scenario, then ten of them under three;
/// <c>dotnet run --project bench -c Release -- finalists [BARS] [ROUNDS]</c>. One thread, chunks as the command cuts them for two.
/// </summary>
internal static class FinalistCost
{
    private const string Study = """
        name: finalists
        data: {EURUSD: m1.csv}
        strategy: ma_cross
        parameters:
          fast: [3, 5, 8, 10, 12, 15, 20, 25]
          slow: [30, 40, 50, 60, 80, 100, 120, 150, 200]
          stop_pips: [20, 30, 50, 80]
          target_pips: [30, 50, 80, 120]
        stages: [{scenarios: [B], keep: 10}, {scenarios: [A, B, C], keep: 10}]
        metric: sharpe
        """;

    public static async Task RunAsync(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0]) : 3_700_000, rounds = args.Length > 1 ? int.Parse(args[1]) : 5;
        Bars bars = BarGenerator.Generate(new BarGeneratorOptions { Symbol = "EURUSD", Bars = count, Seed = 3, Interval = TimeSpan.FromMinutes(1) });
        Console.WriteLine($"{count:N0} bars{"stage 1 s",12}{"stage 2 s",12}{"ratio",8}");
        for (int round = 0; round < rounds; round++)
        {
            var executor = new StudyExecutor(StudyFile.Parse(Study, "study.yaml"), [bars], new NoArtifacts(), TimeProvider.System);
            var history = new StudyHistory(executor.Spec);
            var plan = new StudyPlan(executor.Spec, executor.Trials, 288, history);
            double[] seconds = new double[2];
            while (plan.Next() is WorkItem item)
            {
                long start = Stopwatch.GetTimestamp();
                WorkResult result = await executor.RunAsync(item, history, CancellationToken.None);
                seconds[item is EvaluateChunk ? 0 : 1] += Stopwatch.GetElapsedTime(start).TotalSeconds;
                plan.Apply(result);
            }

            Console.WriteLine($"{string.Empty,14}{seconds[0],12:F3}{seconds[1],12:F3}{seconds[1] / seconds[0],8:F3}");
        }
    }
}
