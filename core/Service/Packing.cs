using System.IO.Compression;
using System.Security.Cryptography;

namespace ServerlessTuner.Core.Service;

/// <summary>Saves those who ask again and again what they have: ETags, and gzip.</summary>
internal static class Packing
{
    private const int WorthPacking = 1400;

    /// <summary>An answer that the asker may have already: 304 where it does.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">The whole answer.</param>
    public static ServiceResponse Tag(ServiceRequest request, ServiceResponse response)
    {
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(response.Body.Span)[..12])}\"";
        return Has(request, tag) ? Unchanged(tag) : response.With("ETag", tag).With("Cache-Control", "no-cache");
    }

    /// <summary>Whether the asker has what a tag stands for.</summary>
    public static bool Has(ServiceRequest request, string tag) =>
        (request.Header("If-None-Match") ?? string.Empty).Split(',').Any(one => Strong(one.Trim()) == tag);

    /// <summary>Says that nothing has changed.</summary>
    public static ServiceResponse Unchanged(string tag) =>
        new ServiceResponse { Status = 304 }.With("ETag", tag).With("Cache-Control", "no-cache");

    /// <summary>Compresses an answer where the asker takes that and it is worth it.</summary>
    public static ServiceResponse Pack(ServiceRequest request, ServiceResponse response)
    {
        if (response.Body.Length < WorthPacking || !AcceptsGzip(request) || response.Headers.ContainsKey("Content-Encoding"))
            return response;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(response.Body.Span);
        return (response with { Body = packed.ToArray() }).With("Content-Encoding", "gzip").With("Vary", "Accept-Encoding");
    }

    /// <summary>Whether the asker takes gzip.</summary>
    public static bool AcceptsGzip(ServiceRequest request) =>
        (request.Header("Accept-Encoding") ?? string.Empty).Split(',').Any(
            one => one.Split(';') is [var name, .. var rest]
                && name.Trim() == "gzip"
                && !rest.Any(part => part.Trim() is "q=0" or "q=0.0"));

    private static string Strong(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
