namespace ServerlessTuner.Core.Service.Models;

/// <summary>An entry in a model's history, which is only ever appended to: all that is known of a name follows from it.</summary>
/// <param name="Number">Its number under the model's name, from 1 without gaps.</param>
/// <param name="Change">What it changes.</param>
/// <param name="Time">When.</param>
/// <param name="By">Who, as the caller says.</param>
public sealed record ModelEvent(int Number, ModelChange Change, DateTimeOffset Time, string By)
{
    /// <summary>The version that was added; null for a move.</summary>
    public ModelVersion? Version { get; init; }

    /// <summary>The alias that was moved.</summary>
    public string? Alias { get; init; }

    /// <summary>The number of the version that it named before, or null.</summary>
    public int? From { get; init; }

    /// <summary>The number of the version that it names since, or null.</summary>
    public int? To { get; init; }

    /// <summary>The gate that the version had to pass, or null.</summary>
    public string? Require { get; init; }
}
