using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search;

/// <summary>The second, finer grid of a search that goes from coarse to fine.</summary>
public static class FinerGrid
{
    /// <summary>
    /// The grid around the best trials with half the distance between its points, reaching half a coarse step beyond the best ones. A list
    /// of numbers gets the number midway between each two neighbours; other choices, whole numbers one apart, and parameters on which
    /// others depend only narrow.
    /// </summary>
    /// <param name="space">The coarse space.</param>
    /// <param name="trials">Its trials with losses, smaller is better.</param>
    /// <param name="share">The share of the trials that counts as best, in (0, 1].</param>
    /// <exception cref="InvalidInputException">There is no trial with a finite loss.</exception>
    public static SearchSpace Around(SearchSpace space, IEnumerable<(ParameterSet Values, double Loss)> trials, double share)
    {
        SearchSpace narrow = BestRanges.Narrow(space, trials, share, margin: 0);
        HashSet<string> parents = [.. space.Parameters.SelectMany(parameter => parameter.When ?? []).Select(condition => condition.Parent)];
        return new SearchSpace(
            [
                .. narrow.Parameters.Select(
                    parameter => parents.Contains(parameter.Name)
                        ? parameter
                        : parameter with
                        {
                            Distribution = Refine(space.Parameters[space.IndexOf(parameter.Name)].Distribution, parameter.Distribution)
                        })
            ],
            narrow.Constraints);
    }

    private static Distribution Refine(Distribution coarse, Distribution narrow)
    {
        switch (coarse, narrow)
        {
            case (IntegerDistribution { Step: > 1 } whole, IntegerDistribution best):
                long half = whole.Step / 2;
                long low = Math.Max(whole.Low, best.Low - half);
                return whole with { Low = low, High = low + ((Math.Min(whole.High, best.High + half) - low) / half * half), Step = half };
            case (FloatDistribution { Step: double step } whole, FloatDistribution best):
                return whole with
                {
                    Low = Math.Max(whole.Low, best.Low - (step / 2)), High = Math.Min(whole.High, best.High + (step / 2)), Step = step / 2
                };
            case (CategoricalDistribution whole, CategoricalDistribution best) when whole.Values.Count > 1
                && whole.Values.All(value => value.IsNumber):
                return new CategoricalDistribution(Between([.. whole.Values.OrderBy(value => value.AsDouble())], best));
            default:
                return narrow;
        }
    }

    private static ParameterValue[] Between(ParameterValue[] sorted, CategoricalDistribution best)
    {
        int first = Array.FindIndex(sorted, value => best.IndexOf(value) >= 0),
            last = Array.FindLastIndex(sorted, value => best.IndexOf(value) >= 0);
        var values = new List<ParameterValue>();
        for (int i = Math.Max(0, first - 1); i <= last; i++)
        {
            if (i >= first)
                values.Add(sorted[i]);
            if (i + 1 < sorted.Length && Middle(sorted[i], sorted[i + 1]) is ParameterValue middle)
                values.Add(middle);
        }

        return [.. values];
    }

    private static ParameterValue? Middle(ParameterValue left, ParameterValue right)
    {
        if (left.Kind != ParameterKind.Integer || right.Kind != ParameterKind.Integer)
            return ParameterValue.Of((left.AsDouble() + right.AsDouble()) / 2);
        long middle = (left.AsInteger() + right.AsInteger()) / 2;
        return middle == left.AsInteger() ? null : ParameterValue.Of(middle);
    }
}
