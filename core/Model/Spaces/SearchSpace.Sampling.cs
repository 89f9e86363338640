using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <content>Draws from the priors.</content>
public sealed partial class SearchSpace
{
    /// <summary>Draws a point from the prior, constraints included.</summary>
    /// <exception cref="InvalidInputException">No point that meets the constraints was found.</exception>
    public ParameterSet Sample(ref RandomStream random)
    {
        const int Attempts = 100_000;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            ParameterSet point = SampleFreely(ref random);
            if (constraints.Length == 0 || Admits(point))
                return point;
        }

        throw Unsatisfiable($"none of {Attempts:N0} random points meets");
    }

    internal InvalidInputException Unsatisfiable(string finding) =>
        new(
            Place.Field("constraints"),
            $"{finding} {string.Join(" and ", constraints.Select(entry => $"'{entry.Constraint.Text}'"))}.",
            "Loosen the constraints or widen the ranges.");

    private ParameterSet SampleFreely(ref RandomStream random)
    {
        if (!IsConditional)
        {
            var values = new ParameterValue[names.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = Parameters[i].Distribution.Sample(ref random);
            return new ParameterSet(names, values);
        }

        var all = new ParameterValue?[names.Length];
        foreach (int i in order)
        {
            // Drawn always, so that a parameter's draw does not depend on which others are active.
            ParameterValue value = Parameters[i].Distribution.Sample(ref random);
            if (IsActive(i, all))
                all[i] = value;
        }

        return Compose(all);
    }
}
