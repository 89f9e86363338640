using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ServerlessTuner.Dashboard.Tests;

/// <summary>The page as one file: small, whole, and bound to its own script and style.</summary>
public sealed partial class PageTests
{
    private const int MostBytes = 400_000;

    private static string Html => Encoding.UTF8.GetString(Page.Html.Span);

    [PageFact]
    public void Compressed_Unpacked_IsTheSameAndSmall()
    {
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(Page.Compressed.ToArray()), CompressionMode.Decompress))
            gzip.CopyTo(unpacked);

        Assert.Equal(Page.Html.ToArray(), unpacked.ToArray());
        Assert.InRange(Page.Compressed.Length, 1, MostBytes);
    }

    [PageFact]
    public void Html_WholePage_LoadsNothing()
    {
        Assert.DoesNotMatch(Loading(), Html);
        // One script, one style, and the place for data.
        Assert.Equal(2, Regex.Count(Html, "<script[ >]"));
        Assert.Equal(2, Regex.Count(Html, "</script"));
        Assert.Equal(1, Regex.Count(Html, "<style>"));
        Assert.Contains("<script type=\"application/json\" id=\"data\"></script>", Html, StringComparison.Ordinal);
    }

    [PageFact]
    public void Policy_AgainstTheElements_NamesTheirHashes()
    {
        string script = Between("<script type=\"module\">", "</script>"), style = Between("<style>", "</style>");

        foreach (string policy in new[] { Page.Policy, Between("http-equiv=\"Content-Security-Policy\" content=\"", "\"") })
        {
            Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
            Assert.Contains($"script-src {HashOf(script)};", policy, StringComparison.Ordinal);
            Assert.Contains($"style-src {HashOf(style)};", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }

        Assert.Contains("frame-ancestors 'none'", Page.Policy, StringComparison.Ordinal);
    }

    private static string Between(string start, string end)
    {
        int from = Html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return Html[from..Html.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [GeneratedRegex("<(script|img|iframe|link|object|embed)[^>]+(src|href|data)=[\"']?(?!data:)[a-z/]", RegexOptions.ExplicitCapture)]
    private static partial Regex Loading();
}
