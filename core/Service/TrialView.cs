using System.Text.Json;

namespace ServerlessTuner.Core.Service;

/// <summary>A trial as the API shows it.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Rank">Its rank in the stage, from 1.</param>
/// <param name="State">How it ended.</param>
/// <param name="Score">Its score, or null.</param>
/// <param name="Values">Its parameter values.</param>
/// <param name="Metrics">Its metrics by column, such as <c>sharpe_B</c>.</param>
/// <param name="Failure">Why it failed.</param>
public sealed record TrialView(
    long Trial,
    int Rank,
    TrialState State,
    double? Score,
    JsonElement? Values,
    IReadOnlyDictionary<string,
    double> Metrics,
    string? Failure)
{
    /// <summary>How long it took; null where trials are not timed one by one.</summary>
    public double? Seconds { get; init; }

    /// <summary>Megabytes that it allocated, more than it held at once; null where trials do not train.</summary>
    public double? Megabytes { get; init; }
}
