using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>A mapping in a study file.</summary>
/// <param name="Name">Its name among the definitions of the JSON Schema.</param>
/// <param name="Fields">The keys it may have.</param>
/// <param name="Required">The keys it must have.</param>
internal sealed record Section(string Name, IReadOnlyList<Setting> Fields, params Setting[] Required);
