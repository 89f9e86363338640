namespace ServerlessTuner.Core.Service;

/// <summary>What a call does.</summary>
public enum ServiceCall
{
    /// <summary>Says that the service lives.</summary>
    Health,

    /// <summary>The OpenAPI document.</summary>
    OpenApi,

    /// <summary>Starts a study.</summary>
    StartStudy,

    /// <summary>Lists the studies.</summary>
    ListStudies,

    /// <summary>Status and progress of a study.</summary>
    GetStudy,

    /// <summary>Removes a study that has ended, with all its files.</summary>
    DeleteStudy,

    /// <summary>A page of its trials.</summary>
    ListTrials,

    /// <summary>Its files.</summary>
    ListArtifacts,

    /// <summary>One of its files.</summary>
    GetArtifact,

    /// <summary>No new work until resumed.</summary>
    Pause,

    /// <summary>Goes on.</summary>
    Resume,

    /// <summary>Finishes what runs, then publishes.</summary>
    Stop,

    /// <summary>Ends now.</summary>
    Cancel,

    /// <summary>An external agent asks for a trial.</summary>
    AskTrial,

    /// <summary>An external agent reports a step.</summary>
    ReportStep,

    /// <summary>An external agent tells a trial's outcome.</summary>
    TellTrial,

    /// <summary>Whether a data file is there.</summary>
    HasData,

    /// <summary>Keeps what the program of a trial printed.</summary>
    PutTrialLog,

    /// <summary>Keeps a file that a trial made.</summary>
    PutTrialFile,

    /// <summary>Uploads a data file.</summary>
    PutData,

    /// <summary>Lists the registered models.</summary>
    ListModels,

    /// <summary>A model with its versions, aliases and history.</summary>
    GetModel,

    /// <summary>A version of a model.</summary>
    GetModelVersion,

    /// <summary>A file of a version.</summary>
    GetModelFile,

    /// <summary>Registers the model of a trial.</summary>
    PromoteModel,

    /// <summary>Sets an alias to a version.</summary>
    MoveAlias,

    /// <summary>Sets an alias back.</summary>
    RollbackAlias,

    /// <summary>The page for people.</summary>
    Page,

    /// <summary>Says what is wrong with a study file.</summary>
    Validate,

    /// <summary>All trials of a study by columns.</summary>
    GetColumns,

    /// <summary>How much each parameter matters.</summary>
    GetImportance,

    /// <summary>The trades of a trial.</summary>
    GetTrades,

    /// <summary>Notes, tags and stars.</summary>
    GetNotes,

    /// <summary>Replaces them.</summary>
    PutNotes,
}
