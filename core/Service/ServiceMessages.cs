using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

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

    /// <summary>The body. It is read up to the limit only.</summary>
    public Stream Body { get; init; } = Stream.Null;
}

/// <summary>An answer for a host to send.</summary>
public sealed record ServiceResponse
{
    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Problem details (RFC 9457).</summary>
    public const string ProblemJson = "application/problem+json";

    /// <summary>The status code.</summary>
    public required int Status { get; init; }

    /// <summary>The media type, or null without a body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The body, empty where <see cref="Content"/> is given.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A body to be copied and disposed by the host, or null.</summary>
    public Stream? Content { get; init; }

    internal static ServiceResponse Of<T>(int status, T value, JsonTypeInfo<T> type, string contentType = Json) =>
        new() { Status = status, ContentType = contentType, Body = JsonSerializer.SerializeToUtf8Bytes(value, type) };

    internal ServiceResponse With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.Ordinal) { [header] = value } };
}
