using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessTuner.Core.Service;

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
