using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary>Makes the nodes of a study file's tree that options stand for.</summary>
internal static class OptionNodes
{
    /// <summary>The value as a node, with the option as its place.</summary>
    /// <param name="given">The option.</param>
    /// <param name="plain">Whether it is read as YAML would, so that 7 is a number; otherwise it is text.</param>
    public static StudyNode Node(this OptionText given, bool plain = true) => StudyNode.Scalar(given.Option.Place, given.Text, plain);

    /// <summary>The mapping under a key; a new one where there is none.</summary>
    public static StudyNode Section(this StudyNode root, string key, Place place)
    {
        if (root.Find(key) is { Kind: NodeKind.Mapping } section)
            return section;
        var created = StudyNode.Mapping(place);
        root.Set(key, created);
        return created;
    }
}
