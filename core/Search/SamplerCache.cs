namespace ServerlessTuner.Core.Search;

/// <summary>What a sampler keeps between calls to be faster. Belongs to one study; not for several threads at once.</summary>
public sealed class SamplerCache
{
    private readonly Dictionary<Type, object> entries = [];

    /// <summary>The entry of a type, made on first use.</summary>
    internal T Get<T>()
        where T : class, new()
    {
        if (!entries.TryGetValue(typeof(T), out object? entry))
            entries[typeof(T)] = entry = new T();
        return (T)entry;
    }
}
