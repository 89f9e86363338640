using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Core.Service;

/// <summary>
/// Data of a service: names such as <c>sha256:3f…</c> are uploads, all others are what <paramref name="inner"/> knows. Several
/// uploads are one symbol's parts when written <c>sha256:3f…+9a…/*</c>.
/// </summary>
/// <param name="inner">The data that lies at the service.</param>
/// <param name="uploads">The uploads, named by their hashes.</param>
public sealed class UploadedData(IDataSource inner, IArtifactStore uploads) : IDataSource
{
    /// <summary>What the name of an upload starts with.</summary>
    public const string Prefix = "sha256:";

    private const string Many = "/*";

    /// <inheritdoc/>
    public bool MayQuote => inner.MayQuote;

    /// <summary>Whether a text is a SHA-256 in lower-case hexadecimal digits.</summary>
    public static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The name to write into a study for one or more uploaded files.</summary>
    public static string NameOf(IReadOnlyList<string> hashes) =>
        hashes.Count == 1 ? Prefix + hashes[0] : $"{Prefix}{string.Join('+', hashes)}{Many}";

    /// <summary>The hashes that a data path names; empty where it names no upload.</summary>
    public static IReadOnlyList<string> HashesOf(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            return [];
        string names = path[Prefix.Length..];
        return (names.EndsWith(Many, StringComparison.Ordinal) ? names[..^Many.Length] : names).Split('+');
    }

    /// <inheritdoc/>
    public async Task<DataKey> ResolveAsync(string name, CancellationToken cancellation)
    {
        if (HashesOf(name) is not [var hash])
            return await inner.ResolveAsync(name, cancellation);
        if (!IsHash(hash))
            throw new InvalidInputException(name, $"'{name}' is no upload.", "Write sha256: and 64 lower-case hexadecimal digits.");
        await using Stream stream = await uploads.OpenAsync(hash, cancellation) ?? throw Missing(name, hash);
        // The content decides the name, so the name is the version.
        return new DataKey(name, hash);
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation) => HashesOf(key.Name) is [var hash]
        ? new VerifiedStream(await uploads.OpenAsync(hash, cancellation) ?? throw Missing(key.Name, hash), key.Name, hash)
        : await inner.OpenAsync(key, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation) =>
        HashesOf(pattern) is { Count: > 0 } hashes
        ? Task.FromResult<IReadOnlyList<string>>([.. hashes.Select(hash => Prefix + hash)])
        : inner.ListAsync(pattern, cancellation);

    private static InvalidInputException Missing(string name, string hash) =>
        new(name, $"There is no upload with the hash {hash}. Send the file with PUT /api/data/{hash} first.");
}
