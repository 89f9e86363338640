namespace ServerlessTuner.Core.Service.Models;

/// <summary>What an entry in a model's history changes.</summary>
public enum ModelChange
{
    /// <summary>A version was added.</summary>
    Added,

    /// <summary>An alias was set to a version.</summary>
    Moved,

    /// <summary>An alias was set back to where it was before its last move.</summary>
    RolledBack,
}
