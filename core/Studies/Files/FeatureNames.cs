using System.Text;
using ServerlessTuner.Core.Learning.Features;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Names of features that every model file can hold: letters, digits and underscores.</summary>
internal static class FeatureNames
{
    /// <summary>A text as a name; what cannot stand in one becomes an underscore.</summary>
    public static string Of(string text)
    {
        var name = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            if (char.IsAsciiLetterOrDigit(character))
                name.Append(character);
            else if (character == '_' || (name.Length > 0 && name[^1] != '_'))
                name.Append('_');
        }

        // An underscore that stood at the end stays, so that a name that is one already is its own.
        while (name.Length > 0 && name[^1] == '_' && text[^1] != '_')
            name.Length--;
        return name.Length == 0 ? "feature" : name.ToString();
    }

    /// <summary>Names those without a name after their expressions, each differently.</summary>
    public static IReadOnlyList<FeatureDefinition> Complete(IReadOnlyList<FeatureDefinition> features)
    {
        var taken = features.Select(feature => feature.Name).ToHashSet(StringComparer.Ordinal);
        var named = new List<FeatureDefinition>();
        foreach (FeatureDefinition feature in features)
        {
            string wanted = Of(feature.Expression), name = wanted;
            for (int copy = 2; feature.Name.Length == 0 && !taken.Add(name); copy++)
                name = $"{wanted}_{copy}";
            named.Add(feature.Name.Length == 0 ? feature with { Name = name } : feature);
        }

        return named;
    }
}
