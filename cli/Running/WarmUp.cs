using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>
/// Evaluates a few trials of a study on a short made-up course of prices while its files are read. The first evaluation in a
/// process is slow, because its types are loaded and its vector code is compiled; here a processor that would idle does that.
/// </summary>
/// <remarks>Nothing of it is kept and nothing waits for it. What is wrong with the study, the run itself finds and says.</remarks>
internal static class WarmUp
{
    // Enough that exits are looked up in tables, as in a whole grid.
    private const int Trials = 64;
    private const int BarCount = 300;

    /// <summary>Begins on a thread of its own, where it can help.</summary>
    public static void Begin(StudySpec spec)
    {
        if (Environment.ProcessorCount > 1
            && spec.Objective is BacktestSpec
            && StudyShape.Of(spec) is { Search: ChunkedMethod { Trials: > Trials } } shape)
            _ = Task.Factory.StartNew(
                () => Run(spec, shape.Confirmation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static void Run(StudySpec spec, Confirmation? confirmation)
    {
        var executor = new StudyExecutor(spec, [.. spec.Data.Select(data => MadeUp(data.Symbol))], new NoArtifacts(), TimeProvider.System);
        var history = new StudyHistory(spec);
        executor.RunAsync(new EvaluateChunk(0, Trials), history, CancellationToken.None).GetAwaiter().GetResult();
        if (confirmation?.Of(0).Last() is { } candidate)
            executor.RunAsync(candidate, history, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static Bars MadeUp(string symbol)
    {
        long[] times = new long[BarCount];
        double[] open = new double[BarCount],
            high = new double[BarCount],
            low = new double[BarCount],
            volume = new double[BarCount],
            spread = new double[BarCount];
        double pip = Bars.DefaultPipSize(symbol);
        for (int i = 0; i < BarCount; i++)
        {
            times[i] = TimeSpan.TicksPerHour * (i + 1);
            // Two triangles of different length cross each other's averages now and then.
            open[i] = pip * (10_000 + (4 * Math.Abs((i % 40) - 20)) + Math.Abs((i % 26) - 13));
            high[i] = open[i] + (6 * pip);
            low[i] = open[i] - (6 * pip);
            spread[i] = pip;
        }

        return new Bars(symbol, pip, times, open, high, low, open, volume, spread);
    }
}
