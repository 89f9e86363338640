using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Functions;

/// <summary>A standard test function as an objective, for trying samplers and pruners and for demonstrations.</summary>
/// <remarks>
/// <para>The function's dimensions are the study's numeric parameters in their order, whatever their names; a list of numbers
/// counts as numeric. An inactive conditional parameter counts as 0 (a number) or as the first choice.</para>
/// <para>Noise is added once per trial: Gaussian, drawn from a stream that the study's seed and the trial's values determine. So
/// the same values give the same result on every machine and in every order, and repeating them gives nothing new.</para>
/// <para>With S &gt; 1 steps the trial reports a learning curve: after step s the value is v + a ((S/s)^p − 1) / (S^p − 1), where v is
/// the final value, reached exactly at step S, and the height a, between ½ and 1½ times 1 + |v|, and the speed p, between ½ and 2,
/// come from the trial's stream. Curves of different trials cross, as real ones do.</para>
/// </remarks>
public sealed class FunctionObjective : IObjective
{
    /// <summary>The metrics of every function.</summary>
    public static IReadOnlyList<MetricDefinition> MetricDefinitions { get; } = [
        new("value", Goal.Minimize, "The function's value, with its noise.")
    ];

    private static readonly string[] MetricNames = [.. MetricDefinitions.Select(metric => metric.Name)];

    private readonly TestFunction function;
    private readonly FunctionSpec spec;
    private readonly ulong seed;
    private readonly string[] numbers;
    private readonly Parameter[] choices;

    /// <summary>Prepares a function.</summary>
    /// <param name="spec">The function, its noise, delay and steps.</param>
    /// <param name="space">What is searched.</param>
    /// <param name="seed">The study's seed.</param>
    /// <exception cref="InvalidInputException">The function is unknown, or does not go with the parameters.</exception>
    public FunctionObjective(FunctionSpec spec, SearchSpace space, ulong seed)
    {
        function = TestFunctions.Find(spec.Function) ?? throw new InvalidInputException(
            Place.Field("function"),
            $"function is '{spec.Function}', which does not exist.",
            $"Known are {string.Join(", ", TestFunctions.All.Select(known => known.Name))}.");
        (this.spec, this.seed) = (spec, seed);
        numbers = [.. space.Parameters.Where(parameter => IsNumeric(parameter.Distribution)).Select(parameter => parameter.Name)];
        choices = [.. space.Parameters.Where(parameter => !IsNumeric(parameter.Distribution))];
        var problems = new List<InputProblem>();
        if (numbers.Length < function.MinDimensions || numbers.Length > (function.Dimensions ?? int.MaxValue))
        {
            string names = numbers.Length == 0 ? string.Empty : $" ({string.Join(", ", numbers)})";
            problems.Add(
                new(
                    Place.Field("function"),
                    $"{function.Name} takes {function.Needed}, but the study has {numbers.Length} numeric parameters{names}.",
                    $"Give it {function.Needed}, or choose another function, such as sphere."));
        }

        if (choices.Length > 0 && !function.TakesChoices)
            problems.Add(
                new(
                    Place.Field($"parameters.{choices[0].Name}"),
                    $"{choices[0].Name} is not a number, but {function.Name} takes numbers only.",
                    $"Remove it, or use the function {TestFunctions.Mixed}."));
        if (spec.Steps < 1)
            problems.Add(new(Place.Field("function.steps"), $"steps is {spec.Steps}, but must be 1 or more."));
        if (!(spec.Noise >= 0 && double.IsFinite(spec.Noise)))
            problems.Add(new(Place.Field("function.noise"), $"noise is {spec.Noise}, but must be a number of 0 or more."));
        if (problems.Count > 0)
            throw new InvalidInputException(problems);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics => MetricNames;

    /// <inheritdoc/>
    public int Steps => spec.Steps;

    /// <inheritdoc/>
    public void Evaluate(
        IReadOnlyList<ParameterSet> trials, Scenario scenario, int steps, MetricTable results, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Steps);
        for (int row = 0; row < trials.Count; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            var random = new RandomStream(seed, trials[row].Fingerprint());
            double value = Value(trials[row]) + (spec.Noise == 0 ? 0 : spec.Noise * random.NextNormal());
            double[] curve = Curve(value, steps, ref random);
            for (int step = 0; step < steps; step++)
                Wait(cancellation);

            results.Row(row)[0] = curve[^1];
            if (Steps > 1)
                results.SetStepMetrics(row, curve);
            if (!double.IsFinite(value))
                results.Fail(row, $"{function.Name} is {value} at {trials[row]}.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>The curve's value is the same with <paramref name="alone"/>: a step of a function has no part of its own.</remarks>
    public void EvaluateSteps(
        ParameterSet trial, Scenario scenario, bool alone, MetricTable results, StepReporter report, CancellationToken cancellation)
    {
        var random = new RandomStream(seed, trial.Fingerprint());
        double value = Value(trial) + (spec.Noise == 0 ? 0 : spec.Noise * random.NextNormal());
        double[] curve = Curve(value, Steps, ref random);
        if (!double.IsFinite(value))
            results.Fail(0, $"{function.Name} is {value} at {trial}.");
        for (int step = 1; step <= Steps; step++)
        {
            Wait(cancellation);
            results.Row(0)[0] = curve[step - 1];
            if (!report(step, results.Row(0)))
                return;
        }
    }

    private void Wait(CancellationToken cancellation)
    {
        if (spec.DelayMilliseconds > 0)
            cancellation.WaitHandle.WaitOne(spec.DelayMilliseconds);
        cancellation.ThrowIfCancellationRequested();
    }

    private static bool IsNumeric(Distribution distribution) => distribution switch
    {
        ConstantDistribution constant => constant.Value.IsNumber,
        CategoricalDistribution categorical => categorical.Values.All(value => value.IsNumber),
        _ => true,
    };

    private double Value(ParameterSet trial)
    {
        var point = new double[numbers.Length];
        var indexes = new int[choices.Length];
        for (int i = 0; i < point.Length; i++)
            point[i] = trial.TryGet(numbers[i], out ParameterValue value) ? value.AsDouble() : 0;
        for (int i = 0; i < indexes.Length; i++)
            indexes[i] = trial.TryGet(choices[i].Name, out ParameterValue value)
                ? (int)Math.Max(choices[i].Distribution.IndexOf(value), 0)
                : 0;
        return function.Evaluate(point, indexes);
    }

    private double[] Curve(double value, int steps, ref RandomStream random)
    {
        double height = (1 + Math.Abs(value)) * (0.5 + random.NextDouble()), speed = 0.5 + (1.5 * random.NextDouble());
        var curve = new double[steps];
        for (int step = 1; step <= steps; step++)
        {
            curve[step - 1] = step == Steps
                ? value
                : value + (height * (Power((double)Steps / step, speed) - 1) / (Power(Steps, speed) - 1));
        }

        return curve;

        static double Power(double x, double exponent) => PortableMath.Exp(exponent * PortableMath.Log(x));
    }
}
