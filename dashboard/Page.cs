using System.Text;

namespace ServerlessTuner.Dashboard;

/// <summary>The page as it was built: one HTML file with its script and its style.</summary>
public static class Page
{
    /// <summary>Whether it is there: a build without Node has none.</summary>
    public static bool IsBuilt => typeof(Page).Assembly.GetManifestResourceInfo("page.html") is not null;

    /// <summary>The file as UTF-8.</summary>
    /// <exception cref="InvalidOperationException">It was not built.</exception>
    public static ReadOnlyMemory<byte> Html => Read("page.html");

    /// <summary>The same, compressed with gzip.</summary>
    /// <exception cref="InvalidOperationException">It was not built.</exception>
    public static ReadOnlyMemory<byte> Compressed => Read("page.html.gz");

    /// <summary>
    /// What a browser may do for it, as a Content-Security-Policy: run its own script, apply its own style, call its own host.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was not built.</exception>
    public static string Policy => Encoding.UTF8.GetString(Read("policy.txt"));

    private static byte[] Read(string name)
    {
        using Stream stream = typeof(Page).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException("This build has no page: it was made without Node.");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
