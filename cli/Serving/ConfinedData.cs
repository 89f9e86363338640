using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Serving;

/// <summary>The files below one folder, and no others: a request must not reach the rest of the disk.</summary>
/// <param name="root">The folder.</param>
internal sealed class ConfinedData(string root) : IDataSource
{
    private readonly FileDataSource files = new(root);
    private readonly string inside = Path.GetFullPath(root).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;

    public Task<DataKey> ResolveAsync(string name, CancellationToken cancellation) => files.ResolveAsync(Check(name), cancellation);

    public Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation)
    {
        Check(key.Name);
        return files.OpenAsync(key, cancellation);
    }

    public Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation) => files.ListAsync(Check(pattern), cancellation);

    private string Check(string name) => Path.GetFullPath(name, inside).StartsWith(inside, StringComparison.Ordinal)
        ? name
        : throw new InvalidInputException(name, $"'{name}' leads out of the service's data folder. Upload the file with PUT /api/data/{{sha256}}, or put it below the folder that was given with --data-root.");
}
