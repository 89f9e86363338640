namespace ServerlessTuner.Core.Service;

/// <summary>All calls, the same on every host.</summary>
public static class ServiceRoutes
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<ServiceRoute> All { get; } =
    [
        new(ServiceCall.Health, "GET", "/api/health", "Says that the service lives; needs no key."),
        new(ServiceCall.OpenApi, "GET", "/api/openapi.json", "This document."),
        new(
            ServiceCall.StartStudy,
            "POST",
            "/api/studies",
            "Starts a study. The same study under the same id or Idempotency-Key is started once."),
        new(ServiceCall.ListStudies, "GET", "/api/studies", "Lists the studies, the newest first."),
        new(ServiceCall.GetStudy, "GET", "/api/studies/{id}", "Status and progress of a study."),
        new(
            ServiceCall.DeleteStudy,
            "DELETE",
            "/api/studies/{id}",
            "Removes a study that has ended, with its results and all that was kept of it."),
        new(ServiceCall.ListTrials, "GET", "/api/studies/{id}/trials", "The best trials of a stage, page by page."),
        new(ServiceCall.ListArtifacts, "GET", "/api/studies/{id}/artifacts", "The files of a study."),
        new(ServiceCall.GetArtifact, "GET", "/api/studies/{id}/artifacts/{*name}", "Downloads a file of a study."),
        new(ServiceCall.Pause, "POST", "/api/studies/{id}/pause", "Starts no new work until resumed."),
        new(ServiceCall.Resume, "POST", "/api/studies/{id}/resume", "Goes on after a pause."),
        new(ServiceCall.Stop, "POST", "/api/studies/{id}/stop", "Finishes what runs, then publishes."),
        new(ServiceCall.Cancel, "POST", "/api/studies/{id}/cancel", "Ends a study now; publishes nothing."),
        new(
            ServiceCall.AskTrial,
            "POST",
            "/api/studies/{id}/trials",
            "Gives an agent a trial to evaluate. 204: none is free now, ask again after Retry-After seconds. 410: the study has ended, "
                + "quit."),
        new(
            ServiceCall.ReportStep,
            "POST",
            "/api/studies/{id}/trials/{n}/reports",
            "Reports a step of a trial; the answer says whether to stop it. Without a step it renews the lease."),
        new(
            ServiceCall.TellTrial,
            "PUT",
            "/api/studies/{id}/trials/{n}",
            "Tells the outcome of a trial: complete, pruned or failed; returned gives it back. The same outcome may be told again."),
        new(ServiceCall.PutTrialLog, "PUT", "/api/studies/{id}/trials/{n}/log", "Keeps what the program of a trial printed."),
        new(ServiceCall.PutTrialFile, "PUT", "/api/studies/{id}/trials/{n}/files/{*name}", "Keeps a file that a trial made."),
        new(ServiceCall.HasData, "HEAD", "/api/data/{sha256}", "Whether a data file is there."),
        new(ServiceCall.PutData, "PUT", "/api/data/{sha256}", "Uploads a data file under the SHA-256 of its content."),
        new(ServiceCall.ListModels, "GET", "/api/models", "Lists the registered models with their versions, aliases and history."),
        new(ServiceCall.GetModel, "GET", "/api/models/{model}", "A registered model with its versions, aliases and history."),
        new(
            ServiceCall.PromoteModel,
            "POST",
            "/api/models/{model}/versions",
            "Registers the model of a trial as a version, and sets an alias to it. The model of a trial that did not win is trained first. "
                + "A model that is there already stays the version it is."),
        new(ServiceCall.GetModelVersion, "GET", "/api/models/{model}/versions/{version}", "A version of a model."),
        new(
            ServiceCall.GetModelFile,
            "GET",
            "/api/models/{model}/versions/{version}/files/{*file}",
            "Downloads a file of a version: the model, or its card."),
        new(ServiceCall.MoveAlias, "PUT", "/api/models/{model}/aliases/{alias}", "Sets an alias to a version."),
        new(
            ServiceCall.RollbackAlias,
            "POST",
            "/api/models/{model}/aliases/{alias}/rollback",
            "Sets an alias back to the version that it named before its last move."),
        new(ServiceCall.Page, "GET", "/api/page", "The page for people, one HTML file; needs no key, but asks for one where calls do."),
        new(
            ServiceCall.Validate,
            "POST",
            "/api/validate",
            "Says what is wrong with a study file, each fault with line and column. Takes what POST /api/studies takes; starts nothing."),
        new(
            ServiceCall.GetColumns,
            "GET",
            "/api/studies/{id}/columns",
            "All trials by columns: doubles in base64, little-endian. While the study is at work, those after the first 'after'."),
        new(
            ServiceCall.GetImportance,
            "GET",
            "/api/studies/{id}/importance",
            "How much each parameter of a finished study matters (fANOVA), from its best trials, 20,000 at most."),
        new(
            ServiceCall.GetTrades,
            "GET",
            "/api/studies/{id}/trials/{n}/trades",
            "The trades of a backtest under a scenario, made once more from the data as they are now, and the prices."),
        new(ServiceCall.GetNotes, "GET", "/api/studies/{id}/notes", "Notes, tags and stars of a study and its trials."),
        new(ServiceCall.PutNotes, "PUT", "/api/studies/{id}/notes", "Replaces the notes, tags and stars."),
    ];

    /// <summary>Finds the call for a method and a path.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="arguments">The path's parameters.</param>
    /// <param name="allowed">Where none is found: the methods that the path knows; empty for an unknown path.</param>
    public static ServiceRoute? Find(string method, string path, out IReadOnlyList<string> arguments, out IReadOnlyList<string> allowed)
    {
        var methods = new List<string>();
        foreach (ServiceRoute route in All)
        {
            if (route.Match(path) is not { } found)
                continue;
            if (route.Method == method)
            {
                (arguments, allowed) = (found, []);
                return route;
            }

            methods.Add(route.Method);
        }

        (arguments, allowed) = ([], [.. methods.Distinct(StringComparer.Ordinal)]);
        return null;
    }
}
