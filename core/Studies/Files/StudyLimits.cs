using System.Globalization;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>
/// How large a study may be. A study file within these limits is read within a second; what lies beyond is refused, because a service
/// reads what anybody sends to it.
/// </summary>
/// <remarks>An expression has a limit of its own, in its parser.</remarks>
public static class StudyLimits
{
    /// <summary>Members of one mapping.</summary>
    public const int Keys = 2000;

    /// <summary>Values of the whole file, those that aliases repeat included.</summary>
    public const int Nodes = 100_000;

    /// <summary>Characters of all names and values, those that aliases repeat included.</summary>
    public const int Text = 4 * 1024 * 1024;

    /// <summary>Parameters of a search space, nested ones included.</summary>
    public const int Parameters = 1000;

    /// <summary>Choices of one parameter.</summary>
    public const int Values = 10_000;

    /// <summary>Constraints on the parameters.</summary>
    public const int Constraints = 200;

    /// <summary>Scenarios.</summary>
    public const int Scenarios = 100;

    /// <summary>Problems that are told of one file.</summary>
    public const int Problems = 100;

    /// <summary>Checks a file that was parsed, before its values are looked at.</summary>
    /// <exception cref="InvalidInputException">It is too large.</exception>
    internal static void Check(StudyNode root)
    {
        if (root.Weight > Nodes)
            throw TooMany(
                root.Place, "The file", "values", root.Weight, Nodes, "Write ranges with min, max and step instead of long lists.");
        if (root.Find("parameters") is { Kind: NodeKind.Mapping } parameters && CountParameters(parameters) is var count and > Parameters)
            throw TooMany(parameters.Place, "parameters", "parameters", count, Parameters, "Search fewer at once.");
        if (root.Find("scenarios") is { Kind: not NodeKind.Scalar } scenarios
            && Math.Max(scenarios.Members.Count, scenarios.Items.Count) is var marked and > Scenarios)
            throw TooMany(scenarios.Place, "scenarios", "scenarios", marked, Scenarios, "Keep those that a stage uses.");
        if (root.Find("constraints") is { Kind: NodeKind.List } constraints && constraints.Items.Count > Constraints)
            throw TooMany(
                constraints.Place, "constraints", "constraints", constraints.Items.Count, Constraints, "Join some of them with 'and'.");
    }

    /// <summary>Checks a study that was kept as JSON: it may come from a version without limits.</summary>
    /// <exception cref="InvalidInputException">It is too large.</exception>
    internal static StudySpec Check(StudySpec spec)
    {
        if (spec.Space.Parameters.Count > Parameters)
            throw TooMany(
                Place.Field("parameters"), "The study", "parameters", spec.Space.Parameters.Count, Parameters, "Search fewer at once.");
        if (spec.Scenarios.Count > Scenarios)
            throw TooMany(
                Place.Field("scenarios"), "The study", "scenarios", spec.Scenarios.Count, Scenarios, "Keep those that a stage uses.");
        foreach (Parameter parameter in spec.Space.Parameters)
        {
            if (parameter.Distribution is CategoricalDistribution { Values.Count: > Values } choice)
                throw TooMany(
                    Place.Field($"parameters.{parameter.Name}"),
                    $"parameters.{parameter.Name}",
                    "values",
                    choice.Values.Count,
                    Values,
                    "Write a range with min, max and step.");
        }

        return spec;
    }

    /// <summary>Refuses a mapping with too many members.</summary>
    internal static InvalidInputException TooManyKeys(Place place) =>
        new(place, $"This mapping has more than {Keys} keys, which is the most.", "Remove what is not meant, or split the study.");

    /// <summary>Refuses a file whose aliases stand for too much text.</summary>
    internal static InvalidInputException TooMuchText(Place place) =>
        new(place, $"With its aliases, the text up to here is longer than {Text} characters, which is the most.", "Repeat less.");

    private static int CountParameters(StudyNode section)
    {
        int count = 0;
        foreach (NodeMember member in section.Members)
            count += member.Node.Kind == NodeKind.Mapping
                && member.Node.Find("parameters") is { Kind: NodeKind.Mapping } nested ? CountParameters(nested) : 1;
        return count;
    }

    private static InvalidInputException TooMany(Place place, string what, string kind, long count, int most, string remedy) =>
        new(place, string.Create(CultureInfo.InvariantCulture, $"{what} has {count} {kind}, but at most {most} are allowed."), remedy);
}
