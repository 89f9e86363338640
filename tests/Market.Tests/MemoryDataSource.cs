using System.IO.Enumeration;
using System.Text;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Market.Tests;

/// <summary>Data in memory that counts how often it is opened; the version is the text's length and hash.</summary>
internal sealed class MemoryDataSource : IDataSource
{
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public int Opened { get; private set; }

    public Task<DataKey> ResolveAsync(string name, CancellationToken cancellation) => Files.TryGetValue(name, out string? text)
        ? Task.FromResult(new DataKey(name, Version(text)))
        : throw new InvalidInputException(name, "There is no such file.");

    public Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation)
    {
        lock (Files)
            Opened++;
        string text = Files[key.Name];
        if (Version(text) != key.Version)
            throw new InvalidInputException(key.Name, "The file has changed.");
        return Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text)));
    }

    public Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>(
            [.. Files.Keys.Where(name => FileSystemName.MatchesSimpleExpression(pattern, name)).Order(StringComparer.Ordinal)]);

    private static string Version(string text) => $"{text.Length}:{string.GetHashCode(text, StringComparison.Ordinal)}";
}
