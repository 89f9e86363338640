using BenchmarkDotNet.Attributes;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Bench;

/// <summary>
/// One evaluation of each grid with empty caches: <c>dotnet run --project bench -c Release -- --filter *KernelBenchmarks*</c>.
/// </summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private Bars bars = null!;
    private ParameterSet[] grid = [];
    private BacktestObjective objective = null!;

    /// <summary>The grid: <c>cross</c>, <c>ranges</c>, <c>trailing</c> or <c>pairs</c>.</summary>
    [Params("cross", "ranges", "trailing", "pairs")]
    public string Grid { get; set; } = "cross";

    /// <summary>Reads the bars and makes the grid.</summary>
    [GlobalSetup]
    public void Read()
    {
        bars = KernelGrids.Read(KernelGrids.DefaultPath());
        grid = Grid switch
        {
            "ranges" => KernelGrids.Ranges(),
            "trailing" => KernelGrids.Trailing(),
            "pairs" => KernelGrids.AllPairs(),
            _ => KernelGrids.Cross(),
        };
    }

    /// <summary>Forgets all lines and tables.</summary>
    [IterationSetup(Target = nameof(Fast))]
    public void Forget() => objective = new BacktestObjective([bars], new BacktestSpec("ma_cross"));

    /// <summary>Takes the plain kernel.</summary>
    [IterationSetup(Target = nameof(Plain))]
    public void TakePlain() => objective = new BacktestObjective([bars], new BacktestSpec("ma_cross"), static () => new ReferenceKernel());

    /// <summary>Bar by bar.</summary>
    [Benchmark(Baseline = true)]
    public void Plain() => Evaluate();

    /// <summary>The kernel that studies run.</summary>
    [Benchmark]
    public void Fast() => Evaluate();

    private void Evaluate() =>
        objective.Evaluate(grid, Scenario.Defaults[1], 1, new MetricTable(grid.Length, objective.Metrics.Count), default);
}
