using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>All types of distribution. A type says in its own file how it is written, read, named and described.</summary>
public static class Distributions
{
    /// <summary>Every type.</summary>
    public static IReadOnlyList<DistributionType> All { get; } =
    [
        ConstantDistribution.Type,
        CategoricalDistribution.Type,
        IntegerDistribution.Type,
        FloatDistribution.Type,
        NormalDistribution.Type,
        LogNormalDistribution.Type,
        BetaDistribution.Type,
        QuantizedDistribution.Type,
    ];

    /// <summary>Every name that a study file may write under <c>distribution</c>.</summary>
    public static IReadOnlyList<DistributionForm> Forms { get; } = [.. All.SelectMany(type => type.Forms)];

    /// <summary>Every field that one of them takes.</summary>
    public static IReadOnlyList<Setting> Fields { get; } = [.. Forms.SelectMany(form => form.Fields).DistinctBy(field => field.Name)];

    /// <summary>The form with a name, or null.</summary>
    public static DistributionForm? Find(string name)
    {
        foreach (DistributionForm form in Forms)
        {
            if (form.Name == name)
                return form;
        }

        return null;
    }

    /// <summary>Reads what <see cref="Distribution.WriteTo"/> has written.</summary>
    /// <exception cref="JsonException">No type is known that writes this.</exception>
    public static Distribution FromJson(JsonElement item)
    {
        string kind = item.TryGetProperty("kind", out JsonElement named) ? named.GetString()! : item.EnumerateObject().First().Name;
        foreach (DistributionType type in All)
        {
            if (type.Kind == kind)
                return type.FromJson(item);
        }

        throw new JsonException($"A distribution of kind '{kind}' is not known. The study was written by a newer version.");
    }
}
