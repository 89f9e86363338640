using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>Moving average convergence divergence: fast minus slow exponential average of the closes, in points.</summary>
/// <param name="Fast">Window of the fast average.</param>
/// <param name="Slow">Window of the slow average.</param>
public sealed record MacdLine(int Fast, int Slow) : Line
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double[] Compute(PointSeries series)
    {
        double[] fast = new EmaLine(Fast).Compute(series);
        double[] slow = new EmaLine(Slow).Compute(series);
        for (int i = 0; i < fast.Length; i++)
            fast[i] -= slow[i];
        return fast;
    }
}
