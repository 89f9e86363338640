using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>A search space as arrays of numbers, one per parameter; NaN where a parameter is inactive.</summary>
internal sealed class Encoding(SearchSpace space)
{
    public SearchSpace Space { get; } = space;

    public Axis[] Axes { get; } = [.. space.Parameters.Select(parameter => new Axis(parameter))];

    public double[] Encode(ParameterSet point)
    {
        var codes = new double[Axes.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            if (point.Count == codes.Length)
                codes[i] = Axes[i].Encode(point.Values[i]);
            else
                codes[i] = point.TryGet(Space.Names[i], out ParameterValue value) ? Axes[i].Encode(value) : double.NaN;
        }

        return codes;
    }

    /// <summary>The trial that codes stand for, without inactive parameters. Every code of an active parameter must be a number.</summary>
    public ParameterSet Decode(ReadOnlySpan<double> codes)
    {
        if (!Space.IsConditional)
        {
            var values = new ParameterValue[codes.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = Axes[i].Decode(codes[i]);
            return new ParameterSet(Space.Names, values);
        }

        var all = new ParameterValue?[codes.Length];
        foreach (int i in Space.Order)
        {
            if (Space.IsActive(i, all))
                all[i] = Axes[i].Decode(codes[i]);
        }

        return Space.Compose(all);
    }
}
