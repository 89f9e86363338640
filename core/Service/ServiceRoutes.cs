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

    /// <summary>Uploads a data file.</summary>
    PutData,
}

/// <summary>One call of the API.</summary>
/// <param name="Call">What it does.</param>
/// <param name="Method">The method.</param>
/// <param name="Template">The path, its parameters in braces; <c>{*name}</c> takes the rest.</param>
/// <param name="Summary">One sentence for the OpenAPI document.</param>
public sealed record ServiceRoute(ServiceCall Call, string Method, string Template, string Summary)
{
    /// <summary>Whether it answers without a key.</summary>
    public bool IsOpen => Call == ServiceCall.Health;

    /// <summary>The values of the path's parameters in order, decoded, or null where the path is another.</summary>
    public IReadOnlyList<string>? Match(string path)
    {
        string[] parts = Template.Split('/');
        string[] given = path.Split('/');
        bool rest = parts[^1].StartsWith("{*", StringComparison.Ordinal);
        if (rest ? given.Length < parts.Length : given.Length != parts.Length)
            return null;
        var values = new List<string>();
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].StartsWith("{*", StringComparison.Ordinal))
                values.Add(Uri.UnescapeDataString(string.Join('/', given[i..])));
            else if (parts[i].StartsWith('{') && given[i].Length > 0)
                values.Add(Uri.UnescapeDataString(given[i]));
            else if (parts[i] != given[i])
                return null;
        }

        return values;
    }
}

/// <summary>All calls, the same on every host.</summary>
public static class ServiceRoutes
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<ServiceRoute> All { get; } =
    [
        new(ServiceCall.Health, "GET", "/api/health", "Says that the service lives; needs no key."),
        new(ServiceCall.OpenApi, "GET", "/api/openapi.json", "This document."),
        new(ServiceCall.StartStudy, "POST", "/api/studies", "Starts a study. The same study under the same id or Idempotency-Key is started once."),
        new(ServiceCall.ListStudies, "GET", "/api/studies", "Lists the studies, the newest first."),
        new(ServiceCall.GetStudy, "GET", "/api/studies/{id}", "Status and progress of a study."),
        new(ServiceCall.ListTrials, "GET", "/api/studies/{id}/trials", "The best trials of a stage, page by page."),
        new(ServiceCall.ListArtifacts, "GET", "/api/studies/{id}/artifacts", "The files of a study."),
        new(ServiceCall.GetArtifact, "GET", "/api/studies/{id}/artifacts/{*name}", "Downloads a file of a study."),
        new(ServiceCall.Pause, "POST", "/api/studies/{id}/pause", "Starts no new work until resumed."),
        new(ServiceCall.Resume, "POST", "/api/studies/{id}/resume", "Goes on after a pause."),
        new(ServiceCall.Stop, "POST", "/api/studies/{id}/stop", "Finishes what runs, then publishes."),
        new(ServiceCall.Cancel, "POST", "/api/studies/{id}/cancel", "Ends a study now; publishes nothing."),
        new(ServiceCall.AskTrial, "POST", "/api/studies/{id}/trials", "Gives an agent a trial to evaluate. 204: none is free now, ask again after Retry-After seconds. 410: the study has ended, quit."),
        new(ServiceCall.ReportStep, "POST", "/api/studies/{id}/trials/{n}/reports", "Reports a step of a trial; the answer says whether to stop it."),
        new(ServiceCall.TellTrial, "PUT", "/api/studies/{id}/trials/{n}", "Tells the outcome of a trial: complete, pruned or failed. The same outcome may be told again."),
        new(ServiceCall.HasData, "HEAD", "/api/data/{sha256}", "Whether a data file is there."),
        new(ServiceCall.PutData, "PUT", "/api/data/{sha256}", "Uploads a data file under the SHA-256 of its content."),
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
