using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search;

/// <summary>What a sampler is asked: the next trials of a study.</summary>
public sealed record ProposalRequest
{
    /// <summary>What may be searched.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>Trials that have ended, by ascending number; failed ones too.</summary>
    public required IReadOnlyList<FinishedTrial> History { get; init; }

    /// <summary>Trials that have been proposed and have not ended, in the order of their numbers.</summary>
    public IReadOnlyList<ParameterSet> Pending { get; init; } = [];

    /// <summary>The study's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The number that the first proposal will get as a trial; with <see cref="Seed"/> the only source of randomness.</summary>
    public required long FirstTrial { get; init; }

    /// <summary>How many trials are wanted.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How many objectives there are.</summary>
    public int Objectives { get; init; } = 1;

    /// <summary>How many trials the study will have in all, or null where that is not known.</summary>
    public long? Budget { get; init; }

    /// <summary>Gives the proposals up: nobody waits for them any more.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether values that were tried before may be proposed again, as for noisy objectives.</summary>
    public bool AllowRepeats { get; init; }
}
