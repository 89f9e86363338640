using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search;

/// <summary>Narrows a search space to where the best trials of an earlier search lie.</summary>
public static class BestRanges
{
    /// <summary>The space with each range shrunk to that of the best trials.</summary>
    /// <param name="space">The space to narrow; parameters that the trials lack, or had only outside of their range, stay.</param>
    /// <param name="trials">Values and losses (smaller is better); losses that are not finite are passed over.</param>
    /// <param name="share">The share of the trials that counts as best, in (0, 1]; at least one trial.</param>
    /// <param name="margin">How far a new range reaches beyond those trials at each end, as a share of their span, 0 or more; never beyond
    /// the old one.</param>
    /// <param name="include">Trials whose values stay in range however good they were: those that will be run in any case. May leave
    /// parameters out.</param>
    /// <returns>
    /// The same parameters with narrower ranges, on a log scale in the logarithm. Of unordered choices those remain that a best trial had.
    /// Unbounded distributions become uniform between bounds. A parameter that can no longer be active is left out.
    /// </returns>
    /// <exception cref="InvalidInputException">There is no trial with a finite loss.</exception>
    public static SearchSpace Narrow(
        SearchSpace space,
        IEnumerable<(ParameterSet Values, double Loss)> trials,
        double share = 0.1,
        double margin = 0.1,
        IReadOnlyList<ParameterSet>? include = null)
    {
        (ParameterSet Values, double Loss)[] ranked = [.. trials.Where(trial => double.IsFinite(trial.Loss)).OrderBy(trial => trial.Loss)];
        if (ranked.Length == 0)
            throw new InvalidInputException(
                Place.Field("use_best_ranges"),
                "no trial of the earlier study has a finite value, so there are no best ranges.",
                "Name a study with finished trials.");
        ParameterSet[] best = [
            .. ranked.Take(Math.Max(1, (int)Math.Ceiling(share * ranked.Length))).Select(trial => trial.Values), .. include ?? []
        ];

        var narrowed = new Dictionary<string, Distribution>(StringComparer.Ordinal);
        foreach (Parameter parameter in space.Parameters)
        {
            ParameterValue[] values = [
                .. best.Where(
                    set => set.TryGet(parameter.Name, out _)).Select(set => set[parameter.Name]).Where(parameter.Distribution.Contains)
            ];
            narrowed[parameter.Name] = values.Length == 0 ? parameter.Distribution : Narrow(parameter.Distribution, values, margin);
        }

        return Compose(space, narrowed);
    }

    // Accepted values that were narrowed away leave the conditions; a condition without any takes its parameter with it.
    private static SearchSpace Compose(SearchSpace space, Dictionary<string, Distribution> narrowed)
    {
        var kept = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (int i in space.Order)
        {
            Parameter parameter = space.Parameters[i];
            Condition[] when =
            [
                .. (parameter.When ?? []).Select(condition => condition with
                {
                    Values = kept.ContainsKey(condition.Parent) ? [.. condition.Values.Where(narrowed[condition.Parent].Contains)] : [],
                }),
            ];
            if (Array.TrueForAll(when, condition => condition.Values.Count > 0))
                kept[parameter.Name] = parameter with
                {
                    Distribution = narrowed[parameter.Name], When = parameter.When is null ? null : when
                };
        }

        return new SearchSpace(
            [.. space.Parameters.Where(parameter => kept.ContainsKey(parameter.Name)).Select(parameter => kept[parameter.Name])],
            [.. space.Constraints.Where(constraint => constraint.Parameters.All(kept.ContainsKey))]);
    }

    private static Distribution Narrow(Distribution distribution, ParameterValue[] values, double margin)
    {
        switch (distribution)
        {
            case CategoricalDistribution choice when choice.Values.All(value => value.IsNumber):
                return Between(choice, values, margin);
            case CategoricalDistribution choice:
                return Keep(
                    choice, [.. Enumerable.Range(0, choice.Values.Count).Where(i => values.Any(value => choice.IndexOf(value) == i))]);
            case IntegerDistribution integers:
                (long first, long last) = Indexes(distribution, values, margin);
                return integers with { Low = integers.Low + (first * integers.Step), High = integers.Low + (last * integers.Step) };
            case FloatDistribution { Step: double } steps:
                (first, last) = Indexes(distribution, values, margin);
                return steps with { Low = steps.ValueAt(first).AsDouble(), High = steps.ValueAt(last).AsDouble() };
            case QuantizedDistribution quantized:
                return quantized with { Inner = Bounds(quantized.Inner, values, margin) };
            case NumericDistribution numeric:
                return Bounds(numeric, values, margin);
            default:
                return distribution;
        }
    }

    private static FloatDistribution Bounds(NumericDistribution distribution, ParameterValue[] values, double margin)
    {
        double low = values.Min(value => distribution.Cumulative(value.AsDouble())),
            high = values.Max(value => distribution.Cumulative(value.AsDouble()));
        (low, high) = Widen(low, high, margin);
        bool log = distribution is LogNormalDistribution or FloatDistribution { Log: true };
        return new FloatDistribution(distribution.Quantile(low), distribution.Quantile(high), Log: log);
    }

    private static (long First, long Last) Indexes(Distribution distribution, ParameterValue[] values, double margin)
    {
        // Log scales widen in the logarithm, which the cells of the unit interval follow.
        (double low, double high) = Widen(values.Min(distribution.ToUnit), values.Max(distribution.ToUnit), margin);
        return (
            Math.Min(distribution.IndexOf(distribution.FromUnit(low)), values.Min(distribution.IndexOf)),
            Math.Max(distribution.IndexOf(distribution.FromUnit(high)), values.Max(distribution.IndexOf)));
    }

    // Trials that agree to the last digit still leave a fiftieth of the range to search.
    private static (double Low, double High) Widen(double low, double high, double margin)
    {
        double reach = Math.Max(margin * (high - low), high - low < 0.02 ? 0.01 : 0);
        return (Math.Max(0, low - reach), Math.Min(1, high + reach));
    }

    private static CategoricalDistribution Between(CategoricalDistribution choice, ParameterValue[] values, double margin)
    {
        double[] sorted = [.. choice.Values.Select(value => value.AsDouble()).Order()];
        int first = Array.IndexOf(sorted, values.Min(value => value.AsDouble())),
            last = Array.IndexOf(sorted, values.Max(value => value.AsDouble()));
        int reach = (int)Math.Ceiling(margin * (last - first));
        double low = sorted[Math.Max(0, first - reach)], high = sorted[Math.Min(sorted.Length - 1, last + reach)];
        return Keep(
            choice,
            [
                .. Enumerable.Range(0, choice.Values.Count).Where(
                    i => choice.Values[i].AsDouble() >= low && choice.Values[i].AsDouble() <= high)
            ]);
    }

    private static CategoricalDistribution Keep(CategoricalDistribution choice, int[] kept)
    {
        double sum = choice.Probabilities is { } given ? kept.Sum(i => given[i]) : 1;
        return new CategoricalDistribution(
            [.. kept.Select(i => choice.Values[i])],
            choice.Probabilities is { } old && sum > 0 ? [.. kept.Select(i => old[i] / sum)] : null);
    }
}
