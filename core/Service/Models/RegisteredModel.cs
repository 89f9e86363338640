using System.Globalization;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>All that is known of a model's name, as its history gives it. Immutable.</summary>
public sealed class RegisteredModel
{
    private readonly Dictionary<string, List<int>> moves = new(StringComparer.Ordinal);

    /// <summary>Reads a history.</summary>
    /// <param name="name">The name.</param>
    /// <param name="history">Its entries, the oldest first.</param>
    public RegisteredModel(string name, IReadOnlyList<ModelEvent> history)
    {
        (Name, History) = (name, history);
        Versions = [.. history.Select(entry => entry.Version).OfType<ModelVersion>()];
        foreach (ModelEvent entry in history.Where(entry => entry.Alias is not null))
        {
            if (!moves.TryGetValue(entry.Alias!, out List<int>? stack))
                moves[entry.Alias!] = stack = [];
            // A rollback takes the last move back, so that the next takes back the one before.
            if (entry.Change == ModelChange.RolledBack)
                stack.RemoveAt(stack.Count - 1);
            else
                stack.Add(entry.To!.Value);
        }
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Its versions by ascending number.</summary>
    public IReadOnlyList<ModelVersion> Versions { get; }

    /// <summary>Its history, the oldest entry first.</summary>
    public IReadOnlyList<ModelEvent> History { get; }

    /// <summary>The number of the version that each alias names, sorted by alias.</summary>
    public IReadOnlyDictionary<string, int> Aliases => new SortedDictionary<string, int>(
        moves.Where(pair => pair.Value.Count > 0).ToDictionary(pair => pair.Key, pair => pair.Value[^1]), StringComparer.Ordinal);

    /// <summary>The version that an alias named before its last move; null where there was none.</summary>
    public int? Before(string alias) => moves.GetValueOrDefault(alias) is { Count: > 1 } stack ? stack[^2] : null;

    /// <summary>The version that a text names.</summary>
    /// <param name="version">A number, as <c>3</c> or <c>v3</c>, an alias, or <c>latest</c>.</param>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public ModelVersion Find(string version)
    {
        string digits = version.StartsWith('v') ? version[1..] : version;
        int? number = version == "latest" ? Versions.Count
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given
            : Aliases.TryGetValue(version, out int named) ? named : null;
        return number is >= 1 && number <= Versions.Count
            ? Versions[number.Value - 1]
            : throw new InvalidInputException(
                $"{Name}:{version}",
                $"The model {Name} has no version '{version}'.",
                $"It has the versions 1 to {Versions.Count}"
                    + $"{string.Concat(Aliases.Select(pair => $", {pair.Key} ({pair.Value})"))}.");
    }
}
