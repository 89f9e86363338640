namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>
/// A series of one number per bar that strategies compare: an indicator, a price or a constant. Two lines that are equal as
/// records have the same values; each is computed once per symbol and shared by all trials.
/// </summary>
/// <remarks>
/// The number at bar t must depend on bars up to t only. It is NaN where the line is not defined yet, and a comparison with
/// NaN does not hold. Lines on the price scale are in points (see <see cref="PointSeries"/>).
/// </remarks>
public abstract record Line
{
    /// <summary>Computes the values of all bars.</summary>
    public abstract double[] Compute(PointSeries series);

    /// <summary>The values in the form in which the fast kernel compares them.</summary>
    internal virtual LineValues Load(PointSeries series) => LineValues.Of(Compute(series));

    /// <summary>Holds at bars where the left line is above the right one.</summary>
    public static SignalCondition operator >(Line left, Line right) => new Above(left, right);

    /// <summary>Holds at bars where the left line is below the right one.</summary>
    public static SignalCondition operator <(Line left, Line right) => new Above(right, left);

    /// <summary>A number as a line.</summary>
    public static implicit operator Line(double value) => new ConstantLine(value);
}
