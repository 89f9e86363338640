namespace ServerlessTuner.Cli.Storage;

/// <summary>Where a path really leads, links on the way followed.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>The path without links, whether its end exists or not; links that never end lead to the root.</summary>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        for (int links = 0; links < MostLinks; links++)
        {
            if (FirstLink(full) is not var (link, target))
                return full;
            string folder = Path.GetDirectoryName(link)!;
            string rest = full.Length > link.Length ? full[(link.Length + 1)..] : string.Empty;
            full = Path.GetFullPath(Path.Combine(target, rest), folder);
        }

        return Path.GetPathRoot(full) ?? full;
    }

    private static (string Link, string Target)? FirstLink(string full)
    {
        int start = (Path.GetPathRoot(full) ?? string.Empty).Length;
        while (start < full.Length)
        {
            int end = full.IndexOf(Path.DirectorySeparatorChar, start);
            string part = end < 0 ? full : full[..end];
            if (new FileInfo(part).LinkTarget is string target)
                return (part, target);
            start = end < 0 ? full.Length : end + 1;
        }

        return null;
    }
}
