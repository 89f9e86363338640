namespace ServerlessTuner.Core.Service;

/// <content>What can go wrong.</content>
public static partial class OpenApiDocument
{
    /// <summary>The errors that a call may answer with, beside a missing key.</summary>
    private static IEnumerable<(int Code, string Reason)> Errors(ServiceCall call)
    {
        bool keeps = call is ServiceCall.PutTrialLog or ServiceCall.PutTrialFile;
        bool agent = call is ServiceCall.AskTrial or ServiceCall.ReportStep or ServiceCall.TellTrial;
        bool changesModel = call is ServiceCall.PromoteModel or ServiceCall.MoveAlias or ServiceCall.RollbackAlias;
        bool hasBody = agent || changesModel || call is ServiceCall.StartStudy or ServiceCall.Validate or ServiceCall.PutNotes;
        if (hasBody
            || keeps
            || call is ServiceCall.GetModel or ServiceCall.GetModelVersion or ServiceCall.GetModelFile or ServiceCall.ListTrials
                or ServiceCall.PutData or ServiceCall.HasData or ServiceCall.GetColumns or ServiceCall.GetTrades)
            yield return (400, "The request cannot be used.");
        if (call is not (ServiceCall.Health or ServiceCall.Page))
            yield return (401, "A key is needed, or another one.");
        if (
            call is not (
                ServiceCall.Health or ServiceCall.OpenApi or ServiceCall.StartStudy or ServiceCall.ListStudies or ServiceCall.PutData
                or ServiceCall.ListModels or ServiceCall.Validate))
            yield return (404, "Nothing has that name.");
        if (call is ServiceCall.StartStudy)
            yield return (409, "The id or key belongs to another study.");
        if (call is ServiceCall.DeleteStudy or ServiceCall.GetImportance or ServiceCall.GetTrades)
            yield return (409, "The study has not ended, or is none of this kind.");
        if (call is ServiceCall.Pause or ServiceCall.Resume or ServiceCall.Stop or ServiceCall.Cancel)
            yield return (409, "The study is in no state for this.");
        if (agent || keeps)
            yield return (409, "The trial is in no state for this, or the service evaluates this study itself.");
        if (agent)
            yield return (410, "The study has ended: the agent should quit.");
        if (call is ServiceCall.PromoteModel)
            yield return (409, "The study has not ended, or has no results.");
        if (hasBody || keeps || call is ServiceCall.PutData)
            yield return (413, "The body is too large.");
        if (hasBody)
            yield return (415, "The body is neither JSON nor YAML by its Content-Type.");
        if (keeps || call is ServiceCall.PutData)
            yield return (507, "The service keeps as much data as it may.");
        if (call is ServiceCall.StartStudy)
            yield return (429, "Too many studies are waiting.");
        if (call is ServiceCall.ReportStep or ServiceCall.TellTrial)
            yield return (503, "The study is being opened, after a restart for example; Retry-After says when to send the same again.");
    }
}
