namespace ServerlessTuner.Core.Service;

/// <summary>What may be asked of a study at work.</summary>
public enum StudySignal
{
    /// <summary>Start no new work.</summary>
    Pause,

    /// <summary>Go on after a pause.</summary>
    Resume,

    /// <summary>Finish what runs, then publish.</summary>
    Stop,

    /// <summary>End now; publish nothing.</summary>
    Cancel,
}
