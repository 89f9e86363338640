namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Keeps the latest few results of expensive work. Safe for several threads; no result depends on what is kept.</summary>
/// <typeparam name="TKey">What tells work apart.</typeparam>
/// <typeparam name="TValue">The result.</typeparam>
/// <param name="most">How many are kept.</param>
internal sealed class RecentWork<TKey, TValue>(int most)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock gate = new();
    private readonly LinkedList<(TKey Key, Lazy<TValue> Value)> kept = [];

    /// <summary>The result of work, done now where it is not kept.</summary>
    public TValue GetOrMake(TKey key, Func<TValue> make)
    {
        Lazy<TValue>? found = null;
        lock (gate)
        {
            for (LinkedListNode<(TKey Key, Lazy<TValue> Value)>? node = kept.First; node is not null; node = node.Next)
            {
                if (!node.Value.Key.Equals(key))
                    continue;
                kept.Remove(node);
                kept.AddFirst(node);
                found = node.Value.Value;
                break;
            }

            if (found is null)
            {
                found = new Lazy<TValue>(make);
                kept.AddFirst((key, found));
                if (kept.Count > most)
                    kept.RemoveLast();
            }
        }

        return found.Value;
    }
}
