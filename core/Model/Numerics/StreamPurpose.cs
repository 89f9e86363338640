namespace ServerlessTuner.Core.Model.Numerics;

/// <summary>
/// What a stream of random numbers is for: streams of different purposes with the same seed and number are independent. The
/// values decide results; never change one.
/// </summary>
public enum StreamPurpose : ulong
{
    /// <summary>Whatever a place has only one stream for: a draw from the prior, the noise of a test function.</summary>
    Default = 0,

    /// <summary>The parameters that an enqueued trial leaves out.</summary>
    EnqueuedTrial = 0xE9,

    /// <summary>Permuted rows of the importance forest.</summary>
    ForestRows = 0x1AC,

    /// <summary>Marginal points at which importances are read.</summary>
    ImportancePoints = 0x5A3,

    /// <summary>Splits of a tree of the importance forest.</summary>
    ForestTree = 0x7EE,

    /// <summary>Restarts of CMA-ES.</summary>
    EvolutionRestart = 0xC3A,

    /// <summary>A proposal that takes the place of a repeated one.</summary>
    Replacement = 0xB11D,

    /// <summary>Made-up bars.</summary>
    Bars = 0x62617273,

    /// <summary>The seed of a trial's boosted trees.</summary>
    Booster = 0xB005,

    /// <summary>The rows that a boosted tree is grown on.</summary>
    BoosterRows = 0xB00501,

    /// <summary>The columns that a boosted tree sees.</summary>
    BoosterColumns = 0xB00502,

    /// <summary>The seed of a trial's policy.</summary>
    Policy = 0xAC7,

    /// <summary>First weights of a policy's networks.</summary>
    PolicyStart = 0xAC701,

    /// <summary>Actions that a policy draws, and noise on them.</summary>
    PolicyActions = 0xAC702,

    /// <summary>The order of what a policy learns from.</summary>
    PolicyBatches = 0xAC703,

    /// <summary>Episodes that a policy learns in.</summary>
    PolicyEpisodes = 0xAC704,

    /// <summary>Episodes that a policy is judged by.</summary>
    PolicyTests = 0xAC705,

    /// <summary>Selection, crossover and mutation of policies.</summary>
    PolicyEvolution = 0xAC706,
}
