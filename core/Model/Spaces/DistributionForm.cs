using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>One name under which study files know a distribution, and the fields that go with it.</summary>
/// <param name="Name">The name under <c>distribution</c>: W&amp;B's, or Optuna's <c>int</c> and <c>float</c>.</param>
/// <param name="Required">Fields that must be there.</param>
/// <param name="Optional">Fields that may be there.</param>
/// <param name="Create">Makes the distribution; null where a fault was reported.</param>
public sealed record DistributionForm(
    string Name,
    IReadOnlyList<Setting> Required,
    IReadOnlyList<Setting> Optional,
    Func<IDistributionFields, Distribution?> Create)
{
    /// <summary>All fields, those that are required first.</summary>
    public IEnumerable<Setting> Fields => Required.Concat(Optional);
}
