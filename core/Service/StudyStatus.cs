namespace ServerlessTuner.Core.Service;

/// <summary>Where a study of a service stands.</summary>
public enum StudyStatus
{
    /// <summary>Accepted; it waits for its turn.</summary>
    Queued,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Starts no new work until resumed.</summary>
    Paused,

    /// <summary>Finishes what runs, then publishes.</summary>
    Stopping,

    /// <summary>Ran to its end; its results are published.</summary>
    Completed,

    /// <summary>Was stopped; what had been finished by then is published.</summary>
    Stopped,

    /// <summary>Ended by a fault; <see cref="StudyRecord.Error"/> says which.</summary>
    Failed,

    /// <summary>Was cancelled; nothing is published.</summary>
    Cancelled,
}
