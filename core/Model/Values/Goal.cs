namespace ServerlessTuner.Core.Model.Values;

/// <summary>Which way an objective value is better.</summary>
public enum Goal
{
    /// <summary>A larger value is better.</summary>
    Maximize,

    /// <summary>A smaller value is better.</summary>
    Minimize,
}
