namespace ServerlessTuner.Cli.Storage;

/// <summary>Replaces files as a whole: a reader sees the old content or the new, and so does the next process after a kill.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file. When this is done, it survives a power cut.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string part = path + ".part";
        try
        {
            await using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous))
            {
                await stream.WriteAsync(content, cancellation);
                // A rename may reach the disk before the content does.
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
