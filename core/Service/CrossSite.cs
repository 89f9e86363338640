namespace ServerlessTuner.Core.Service;

/// <summary>
/// Keeps web pages of other sites out. A browser sends what a page asks it to send, to this machine too; where there is no key, only its
/// headers tell such a request from one of the user's own.
/// </summary>
internal static class CrossSite
{
    private static readonly string[] ContentTypes =
        [ServiceResponse.Json, "text/json", "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/vnd.yaml"];

    /// <summary>The answer to a request that a page of another site makes, or null.</summary>
    public static ServiceResponse? Refuse(ServiceRequest request)
    {
        if (request.HasKey)
            return null;
        if (request.Header("Sec-Fetch-Site") is "cross-site")
            return Problems.Of(
                403,
                "Sec-Fetch-Site",
                "cross-site",
                "A page of another site asks for this, and the service has no key.",
                "Call the service from a page of its own, or start it with a key.");
        // A page on another port of this machine is another site, too; only following a link from there is the user's own doing.
        if (request.Header("Sec-Fetch-Site") is "same-site" && request.Header("Sec-Fetch-Mode") is not "navigate")
            return Problems.Of(
                403,
                "Sec-Fetch-Site",
                "same-site",
                "A page of another service on this machine asks for this, and the service has no key.",
                "Call the service from a page of its own, or start it with a key.");
        if (request.Header("Origin") is { Length: > 0 } origin && !IsOwn(origin, request.Header("Host")))
            return Problems.Of(
                403,
                "Origin",
                origin,
                $"A page of '{Shorten(origin)}' asks for this, and the service has no key.",
                "Call the service from a page of its own, or start it with a key.");
        return null;
    }

    /// <summary>
    /// Refuses a body that says to be something else than JSON or YAML: those that pages may send without asking are among them. With the
    /// header of a key, a right one or not, a page would have to ask first, and is not answered; scripts often say nothing better.
    /// </summary>
    public static void CheckContentType(ServiceRequest request)
    {
        if (request.HasKey || request.Header("x-functions-key") is { Length: > 0 })
            return;
        string? given = request.Header("Content-Type");
        string type = (given ?? string.Empty).Split(';')[0].Trim();
        if (type.Length > 0 && !ContentTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
            throw new ServiceFault(
                Problems.Of(
                    415,
                    "Content-Type",
                    given,
                    $"Content-Type is {Shorten(type)}, but must be application/json or application/yaml.",
                    "With curl, add -H 'Content-Type: application/yaml'."));
    }

    private static bool IsOwn(string origin, string? host) =>
        host is not null && Uri.TryCreate(origin, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")
        && Uri.TryCreate($"{address.Scheme}://{host}", UriKind.Absolute, out Uri? own) && address.Authority == own.Authority;

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
