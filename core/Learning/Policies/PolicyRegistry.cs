namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>All ways to train policies.</summary>
public static class PolicyRegistry
{
    /// <summary>The ways, in the order in which they are listed.</summary>
    internal static IReadOnlyList<PolicyKind> All { get; } = [PpoModel.Kind, DdpgGaModel.Kind];

    /// <summary>What study files may say of them.</summary>
    public static IReadOnlyList<PolicyEntry> Entries { get; } =
        [.. All.Select(static kind => new PolicyEntry(kind.Name, kind.Summary, kind.Settings, kind.Check))];

    /// <summary>The one with a name, or null.</summary>
    internal static PolicyKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
