namespace ServerlessTuner.Core.Search;

/// <summary>One dimension of a search space.</summary>
/// <param name="Name">The name, as in the study file; nested parameters are joined by dots.</param>
/// <param name="Distribution">What values it may take.</param>
public sealed record Parameter(string Name, Distribution Distribution);

/// <summary>All parameters of a study, in the order of the study file.</summary>
public sealed class SearchSpace
{
    private readonly string[] names;

    /// <summary>Creates a space.</summary>
    public SearchSpace(IReadOnlyList<Parameter> parameters)
    {
        Parameters = parameters;
        names = [.. parameters.Select(parameter => parameter.Name)];
    }

    /// <summary>The parameters, in the order of the study file.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>How many points the whole product has, or null where a parameter is continuous. Saturates at <see cref="long.MaxValue"/>.</summary>
    public long? GridSize
    {
        get
        {
            long size = 1;
            foreach (Parameter parameter in Parameters)
            {
                if (parameter.Distribution.Count is not long count)
                    return null;
                size = size > long.MaxValue / count ? long.MaxValue : size * count;
            }

            return size;
        }
    }

    /// <summary>
    /// The point with the given number in the product of all values: the last parameter varies fastest, as in nested loops
    /// written in the order of the study file. Constant time.
    /// </summary>
    public ParameterSet GridPoint(long number)
    {
        var values = new ParameterValue[names.Length];
        for (int i = names.Length - 1; i >= 0; i--)
        {
            Distribution distribution = Parameters[i].Distribution;
            long count = distribution.Count!.Value;
            (number, long index) = Math.DivRem(number, count);
            values[i] = distribution.ValueAt(index);
        }

        return new ParameterSet(names, values);
    }
}
