using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Serving;

/// <summary>
/// The files below one folder, and no others: a request must reach the rest of the disk neither by dots nor by links, and learns nothing
/// of a file but the bars in it.
/// </summary>
/// <param name="root">The folder.</param>
internal sealed class ConfinedData(string root) : IDataSource
{
    private readonly FileDataSource files = new(root, showPaths: false);
    private readonly string asWritten = Path.GetFullPath(root);
    private readonly string inside = RealPath.Of(root).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;

    public bool MayQuote => false;

    public Task<DataKey> ResolveAsync(string name, CancellationToken cancellation) => files.ResolveAsync(Check(name), cancellation);

    public Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation)
    {
        Check(key.Name);
        return files.OpenAsync(key, cancellation);
    }

    public async Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation)
    {
        // A pattern may walk through a link; what it finds there is left out.
        IReadOnlyList<string> found = await files.ListAsync(CheckText(pattern), cancellation);
        return [.. found.Where(IsInside)];
    }

    private string Check(string name) => IsInside(CheckText(name)) ? name : throw Outside(name);

    private string CheckText(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
            throw new InvalidInputException("data", "The path of a data file holds a character with the code 0.", "Remove it.");
        string written = Path.GetFullPath(name, asWritten);
        return written.StartsWith(asWritten.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? name
            : throw Outside(name);
    }

    private bool IsInside(string name) => RealPath.Of(Path.GetFullPath(name, asWritten)).StartsWith(inside, StringComparison.Ordinal);

    private static InvalidInputException Outside(string name) => new(
        name, $"'{name}' leads out of the service's data folder. Upload the file with PUT /api/data/{{sha256}}, or put it below the "
            + $"folder that was given with --data-root.");
}
