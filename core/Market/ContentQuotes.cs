namespace ServerlessTuner.Core.Market;

/// <summary>Whether messages quote what a file holds, for as long as this lives and on this thread: a file is read on one.</summary>
internal readonly ref struct ContentQuotes
{
    [ThreadStatic]
    private static bool hidden;

    private readonly bool before;

    public ContentQuotes(bool mayQuote) => (before, hidden) = (hidden, !mayQuote);

    /// <summary>Whether content is left out of messages now.</summary>
    public static bool AreHidden => hidden;

    public void Dispose() => hidden = before;
}
