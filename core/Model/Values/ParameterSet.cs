using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Model.Values;

/// <summary>The values of one trial, in the order of the search space. Inactive conditional parameters are absent.</summary>
[JsonConverter(typeof(ParameterSetConverter))]
public sealed class ParameterSet : IEquatable<ParameterSet>
{
    private readonly string[] names;
    private readonly ParameterValue[] values;

    /// <summary>Pairs names with values; the arrays are kept, not copied, so that many sets can share one array of names.</summary>
    public ParameterSet(string[] names, ParameterValue[] values)
    {
        if (names.Length != values.Length)
            throw new ArgumentException($"{names.Length} names, but {values.Length} values.", nameof(values));
        this.names = names;
        this.values = values;
    }

    /// <summary>A set without parameters.</summary>
    public static ParameterSet Empty { get; } = new([], []);

    /// <summary>How many parameters have a value.</summary>
    public int Count => names.Length;

    /// <summary>The names, in the order of the search space.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The values, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<ParameterValue> Values => values;

    /// <summary>The value of a parameter.</summary>
    /// <exception cref="KeyNotFoundException">The set has no such parameter.</exception>
    public ParameterValue this[string name] =>
        TryGet(name, out ParameterValue value) ? value : throw new KeyNotFoundException($"No parameter '{name}' in {this}.");

    /// <summary>Looks a parameter up.</summary>
    public bool TryGet(string name, out ParameterValue value)
    {
        int index = Array.IndexOf(names, name);
        value = index < 0 ? default : values[index];
        return index >= 0;
    }

    /// <summary>Writes the set as one JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (int i = 0; i < names.Length; i++)
        {
            writer.WritePropertyName(names[i]);
            values[i].WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads a set from a JSON object, in the order of its members.</summary>
    public static ParameterSet FromJson(JsonElement element)
    {
        var memberNames = new List<string>();
        var memberValues = new List<ParameterValue>();
        foreach (JsonProperty member in element.EnumerateObject())
        {
            memberNames.Add(member.Name);
            memberValues.Add(ParameterValue.FromJson(member.Value));
        }

        return new ParameterSet([.. memberNames], [.. memberValues]);
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] ParameterSet? other) =>
        other is not null && names.AsSpan().SequenceEqual(other.names) && values.AsSpan().SequenceEqual(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (ParameterValue value in values)
            hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>The set as <c>fast=5 slow=20</c>, for people.</summary>
    public override string ToString() => string.Join(' ', names.Select((name, i) => $"{name}={values[i]}"));
}
