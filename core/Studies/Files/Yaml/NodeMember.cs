using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Studies.Files.Yaml;

/// <summary>One member of a mapping.</summary>
/// <param name="Name">The key.</param>
/// <param name="Place">Where the key stands.</param>
/// <param name="Node">The value.</param>
internal sealed record NodeMember(string Name, Place Place, StudyNode Node);
