namespace ServerlessTuner.Core.Learning.Validation;

/// <summary>How data are held out; see <see cref="ValidationSettings.Method"/>.</summary>
public enum ValidationMethod
{
    /// <summary>Each part once.</summary>
    PurgedKFold,

    /// <summary>Each part after all before it.</summary>
    WalkForward,

    /// <summary>Each part after the one before it.</summary>
    Rolling,

    /// <summary>Every choice of several parts.</summary>
    Combinatorial,
}
