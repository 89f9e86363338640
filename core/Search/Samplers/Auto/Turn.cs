namespace ServerlessTuner.Core.Search.Samplers.Auto;

/// <summary>What a trial of the model-based search is for.</summary>
internal enum Turn
{
    /// <summary>Improves on the best trial wherever the model of the whole space expects it.</summary>
    Global,

    /// <summary>Looks for a notable improvement only, which polishing the best trial cannot give.</summary>
    Search,

    /// <summary>Improves on the best trial close to it.</summary>
    Refine,

    /// <summary>Goes down into another basin, once the best one has been explored roughly.</summary>
    Explore,
}
