namespace ServerlessTuner.Core.Service;

/// <summary>One call of the API.</summary>
/// <param name="Call">What it does.</param>
/// <param name="Method">The method.</param>
/// <param name="Template">The path, its parameters in braces; <c>{*name}</c> takes the rest.</param>
/// <param name="Summary">One sentence for the OpenAPI document.</param>
public sealed record ServiceRoute(ServiceCall Call, string Method, string Template, string Summary)
{
    /// <summary>Whether it answers without a key.</summary>
    public bool IsOpen => Call is ServiceCall.Health or ServiceCall.Page;

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
