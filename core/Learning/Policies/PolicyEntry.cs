using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>What a study file may say of a way to train policies.</summary>
/// <param name="Name">The name, in snake_case.</param>
/// <param name="Summary">What it is, one sentence.</param>
/// <param name="Settings">All settings, those of every environment included.</param>
/// <param name="Check">Throws <see cref="Model.Problems.InvalidInputException"/> where settings do not go together.</param>
public sealed record PolicyEntry(string Name, string Summary, IReadOnlyList<Setting> Settings, Action<SettingValues> Check);
