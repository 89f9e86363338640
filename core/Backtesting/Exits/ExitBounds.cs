using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Sums;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>
/// How low trades of a block of time may have been, by exit rule: enough to tell of most that they change neither the drawdown nor
/// the worst open profit, so that how low they were exactly is not asked. All in points, lane by lane.
/// </summary>
/// <remarks>What is said holds for trades that begin in the block, not for one that is carried over.</remarks>
internal sealed unsafe class ExitBounds(ExitGroup group, PointSeries series, double[] ranges)
{
    private const int Lanes = ExitGroup.MaxLanes;

    // Pinned, so that pointers to it last.
    private readonly int[] memory = GC.AllocateArray<int>(Lanes, pinned: true);

    /// <summary>By lane the most that the price goes against a position: to its stop, or through all prices of the block.</summary>
    public int* Depths => (int*)Unsafe.AsPointer(ref memory[0]);

    /// <summary>Whether levels move: then rows say how low trades were that end by themselves, not how low at most.</summary>
    public bool Moves { get; } = group.Shape.MovesStop;

    /// <summary>Whether depths hold for trades that are carried over from earlier blocks, too.</summary>
    public bool HoldsForCarried { get; } = Array.TrueForAll(group.Rules, rule => rule.StopPips > 0 && !rule.UsesAtr && !rule.MovesStop);

    /// <summary>Turns to a block whose lowest prices are known.</summary>
    public void Turn(TimeBlock block, TimeBlockLows lows)
    {
        bool usesAtr = group.Rules[0].UsesAtr;
        double widest = 0;
        for (int bar = block.First; usesAtr && bar < Math.Min(block.End, ranges.Length); bar++)
            widest = ranges[bar] > widest ? ranges[bar] : widest;
        for (int lane = 0; lane < Lanes; lane++)
        {
            ExitLevels levels = ExitLevels.Of(group.Rules[Math.Min(lane, group.Lanes - 1)], series, widest);
            int stop = Math.Min(levels.Stop, levels.Trailing);
            Depths[lane] = stop < PointSeries.Limit ? stop : lows.Span;
        }
    }
}
