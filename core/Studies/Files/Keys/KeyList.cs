using System.Text.Json;

namespace ServerlessTuner.Core.Studies.Files.Keys;

/// <summary>The keys of one spec, in the order in which its JSON has them.</summary>
/// <typeparam name="T">The spec.</typeparam>
internal sealed class KeyList<T>(params Key<T>[] keys)
    where T : class
{
    /// <summary>The keys.</summary>
    public IReadOnlyList<Key<T>> All => keys;

    /// <summary>The spec with what the file says.</summary>
    public T Read(SectionReader section, T spec)
    {
        foreach (Key<T> key in keys)
            spec = key.Read(section, spec);
        return spec;
    }

    /// <summary>Writes the members of an object that is open.</summary>
    public void WriteTo(Utf8JsonWriter json, T spec)
    {
        foreach (Key<T> key in keys)
            key.WriteTo(json, spec);
    }

    /// <summary>The spec with what <see cref="WriteTo"/> has written.</summary>
    public T FromJson(JsonElement json, T spec)
    {
        foreach (Key<T> key in keys)
            spec = key.FromJson(json, spec);
        return spec;
    }
}
