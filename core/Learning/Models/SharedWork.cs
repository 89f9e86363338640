using System.Collections.Concurrent;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>What trainings on the same rows share: made once, by whoever comes first. Safe for several threads.</summary>
public sealed class SharedWork
{
    private readonly ConcurrentDictionary<object, Lazy<object>> made = new();

    /// <summary>The work with a key.</summary>
    /// <param name="key">What tells it from others; compared by value.</param>
    /// <param name="make">Makes it.</param>
    public T GetOrMake<T>(object key, Func<T> make)
        where T : class => (T)made.GetOrAdd(key, _ => new Lazy<object>(make)).Value;
}
