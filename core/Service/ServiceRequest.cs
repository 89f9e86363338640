namespace ServerlessTuner.Core.Service;

/// <summary>A request as a host received it, already authorised.</summary>
public sealed record ServiceRequest
{
    /// <summary>The method in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path from <c>/api</c> on, percent-encoded as received.</summary>
    public required string Path { get; init; }

    /// <summary>The query: the first value of each name.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Looks a header up; null where it is missing.</summary>
    public Func<string, string?> Header { get; init; } = _ => null;

    /// <summary>Whether it brought a key, so that it comes from who may send it and not from any page that a browser shows.</summary>
    public bool HasKey { get; init; }

    /// <summary>The body. It is read up to the limit only.</summary>
    public Stream Body { get; init; } = Stream.Null;
}
