using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>What a search in batches must know, between two batches, to go on elsewhere without its past.</summary>
public sealed record SearchState
{
    /// <summary>Before the first trial.</summary>
    internal static SearchState Empty { get; } = new()
    {
        Next = 0, Total = 0, Used = 0, Done = 0, Failed = 0, Undefined = 0, Pruned = 0, BestTrial = -1, BestValue = double.NaN,
        SinceBest = 0, FailuresInRow = 0, Ranking = [],
    };

    /// <summary>The number of the next trial.</summary>
    public required long Next { get; init; }

    /// <summary>Trials in all, as planned; 0 where that is not known.</summary>
    public required long Total { get; init; }

    /// <summary>Trials that were evaluated, without repeats.</summary>
    public required long Used { get; init; }

    /// <summary>How many may be evaluated up to the end of this phase, or null where only a rule ends it.</summary>
    public long? Budget { get; init; }

    /// <summary>The first trial of the second phase, or null in the first.</summary>
    public long? Refining { get; init; }

    /// <summary>Whether it was ended from outside.</summary>
    public bool WasEnded { get; init; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver { get; init; }

    /// <summary>Why it ended early, or null.</summary>
    public string? EndReason { get; init; }

    /// <summary>Trials that ended.</summary>
    public required long Done { get; init; }

    /// <summary>Trials that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Trials that have no value to be ranked by.</summary>
    public required long Undefined { get; init; }

    /// <summary>Trials that a pruner stopped.</summary>
    public required long Pruned { get; init; }

    /// <summary>The best trial, or -1.</summary>
    public required long BestTrial { get; init; }

    /// <summary>Its value.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required double BestValue { get; init; }

    /// <summary>How many trials ended since it was found.</summary>
    public required long SinceBest { get; init; }

    /// <summary>How many trials in a row failed last.</summary>
    public required int FailuresInRow { get; init; }

    /// <summary>The trials of the ranking, best first where there is one metric.</summary>
    public required IReadOnlyList<SavedRank> Ranking { get; init; }
}
