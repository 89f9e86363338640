using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Functions;

/// <summary>A standard test function for optimisers, to be minimised.</summary>
/// <remarks>The values are the same to the last bit on every machine.</remarks>
public sealed class TestFunction
{
    private readonly Formula formula;
    private readonly Func<int, double[]> minimizer;

    internal TestFunction(
        string name,
        string summary,
        int? dimensions,
        (double Low, double High)[] bounds,
        double minimum,
        Func<int,
        double[]> minimizer,
        Formula formula)
    {
        (Name, Summary, Dimensions, Bounds, Minimum) = (name, summary, dimensions, bounds, minimum);
        (this.minimizer, this.formula) = (minimizer, formula);
    }

    internal delegate double Formula(ReadOnlySpan<double> point, ReadOnlySpan<int> choices);

    /// <summary>The name in the study file.</summary>
    public string Name { get; }

    /// <summary>The formula in words, one sentence.</summary>
    public string Summary { get; }

    /// <summary>How many numbers it takes, or null for any count from <see cref="MinDimensions"/>.</summary>
    public int? Dimensions { get; }

    /// <summary>The smallest count of numbers.</summary>
    public int MinDimensions => Dimensions ?? (Name == "rosenbrock" ? 2 : 1);

    /// <summary>The count of numbers in <see cref="DefaultSpace"/> and in the benchmarks.</summary>
    public int DefaultDimensions => Dimensions ?? (Name == TestFunctions.Mixed ? 3 : 5);

    /// <summary>Whether it also takes choices: parameters that are not numbers.</summary>
    public bool TakesChoices => Name == TestFunctions.Mixed;

    /// <summary>The usual bounds, one per number; the last holds for all further ones.</summary>
    public IReadOnlyList<(double Low, double High)> Bounds { get; }

    /// <summary>The smallest value.</summary>
    public double Minimum { get; }

    /// <summary>A point with the smallest value; where there are choices, the first of each goes with it.</summary>
    public double[] Minimizer(int dimensions) => minimizer(dimensions);

    /// <summary>The value at a point without choices.</summary>
    /// <exception cref="ArgumentException">The function takes another number of dimensions.</exception>
    public double Evaluate(ReadOnlySpan<double> point) => Evaluate(point, []);

    /// <summary>The value at a point.</summary>
    /// <param name="point">The numbers.</param>
    /// <param name="choices">The index of each choice, from 0; empty except for the mixed function.</param>
    /// <exception cref="ArgumentException">The function takes another number of dimensions, or no choices.</exception>
    public double Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> choices)
    {
        if (point.Length < MinDimensions || point.Length > (Dimensions ?? int.MaxValue))
            throw new ArgumentException($"{Name} takes {Needed}, not {point.Length}.", nameof(point));
        if (choices.Length > 0 && !TakesChoices)
            throw new ArgumentException($"{Name} takes no choices.", nameof(choices));
        return formula(point, choices);
    }

    /// <summary>The space in which the function is usually minimised, with parameters x1, x2, …</summary>
    public SearchSpace DefaultSpace(int? dimensions = null)
    {
        var parameters = new List<Parameter>();
        if (TakesChoices)
            parameters.Add(
                new(
                    "kind",
                    new CategoricalDistribution([ParameterValue.Of("near"), ParameterValue.Of("shifted"), ParameterValue.Of("far")])));
        for (int i = 0; i < (dimensions ?? DefaultDimensions); i++)
        {
            (double low, double high) = Bounds[Math.Min(i, Bounds.Count - 1)];
            parameters.Add(new($"x{i + 1}", new FloatDistribution(low, high)));
        }

        return new SearchSpace(parameters);
    }

    internal string Needed =>
        Dimensions is int exact ? $"{exact} numbers" : MinDimensions == 1 ? "1 number or more" : $"{MinDimensions} numbers or more";
}
