using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>Opens input data by name. Implemented on the file system and on Blob Storage.</summary>
public interface IDataSource
{
    /// <summary>Whether messages may quote what files hold. Not where those who ask may not read the files themselves.</summary>
    bool MayQuote => true;

    /// <summary>The current version tag of a data set.</summary>
    /// <exception cref="InvalidInputException">There is no such data set, or it cannot be read.</exception>
    Task<DataKey> ResolveAsync(string name, CancellationToken cancellation);

    /// <summary>Opens exactly the version named by <paramref name="key"/>.</summary>
    /// <exception cref="InvalidInputException">The data set is gone, or has changed since it was resolved.</exception>
    Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation);

    /// <summary>The names that a pattern with <c>*</c> and <c>?</c> matches, sorted ordinally.</summary>
    Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation);
}
