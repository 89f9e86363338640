namespace ServerlessTuner.Core.Service.Models;

/// <summary>An entry in a model's history as the API shows it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Change">What it changed.</param>
/// <param name="Time">When.</param>
/// <param name="By">Who, as the caller said.</param>
/// <param name="Version">The number of the version that was added.</param>
/// <param name="Alias">The alias that was moved.</param>
/// <param name="From">The version that it named before.</param>
/// <param name="To">The version that it names since.</param>
/// <param name="Require">The gate that the version had to pass.</param>
public sealed record ModelEventView(
    int Number, ModelChange Change, DateTimeOffset Time, string By, int? Version, string? Alias, int? From, int? To, string? Require)
{
    /// <summary>Shows an entry.</summary>
    public static ModelEventView Of(ModelEvent entry) => new(
        entry.Number, entry.Change, entry.Time, entry.By, entry.Version?.Number, entry.Alias, entry.From, entry.To, entry.Require);
}
