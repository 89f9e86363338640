using System.Text;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>The registry: models with versions, aliases and a history. Safe for several threads and processes.</summary>
/// <param name="store">Where it is kept.</param>
/// <param name="time">The clock.</param>
public sealed class ModelLibrary(IModelStore store, TimeProvider time)
{
    // Somebody else comes first only while two change the same name in the same moment.
    private const int MostAttempts = 100;

    /// <summary>All models by name.</summary>
    public async Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancellation)
    {
        var models = new List<RegisteredModel>();
        foreach (string name in await store.ListAsync(cancellation))
            models.Add(new RegisteredModel(name, await store.ReadAsync(name, cancellation)));
        return models;
    }

    /// <summary>A model; null where there is none of that name.</summary>
    public async Task<RegisteredModel?> FindAsync(string name, CancellationToken cancellation) =>
        await store.ReadAsync(ModelNames.Check(name), cancellation) is { Count: > 0 } history ? new RegisteredModel(name, history) : null;

    /// <summary>Adds a model as a version, unless it is one already, and sets an alias to it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="model">The model.</param>
    /// <param name="alias">The alias, or null for none.</param>
    /// <param name="require">The gate that it must pass, or null; see <see cref="ModelGate"/>.</param>
    /// <param name="by">Who does so.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The version.</returns>
    /// <exception cref="InvalidInputException">A name is none, or the model does not pass the gate.</exception>
    public async Task<ModelVersion> PromoteAsync(
        string name, FinalModel model, string? alias, string? require, string by, CancellationToken cancellation)
    {
        ModelNames.Check(name);
        if (alias is not null)
            ModelNames.CheckAlias(alias);
        Dictionary<string, double> metrics = MetricsOf(model.Card);
        if (require is not null)
            ModelGate.Check(require, metrics);
        string card = ModelPackage.Write(model.Card), digest = ModelDigest.Of(model, card);
        await PutAsync($"{digest}/{model.Card.File}", model.Content, cancellation);
        await PutAsync($"{digest}/{ModelCard.FileName}", Encoding.UTF8.GetBytes(card), cancellation);
        ModelVersion version = (await ChangeAsync(
            name,
            known => known.Versions.Any(other => other.Digest == digest)
                ? null
                : Entry(known, ModelChange.Added, by) with
                {
                    Version = new ModelVersion(
                        known.Versions.Count + 1,
                        digest,
                        model.Card.Model,
                        model.Card.File,
                        model.Card.Study,
                        model.Card.Trial,
                        model.Card.Program,
                        metrics,
                        model.Card.Data?.ToDictionary(pair => pair.Key, pair => pair.Value.Sha256) ?? []),
                    Require = require,
                },
            cancellation)).Versions.First(other => other.Digest == digest);
        if (alias is not null)
            await MoveAsync(name, alias, version, require, by, cancellation);
        return version;
    }

    /// <summary>Sets an alias to a version.</summary>
    /// <param name="name">The name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="version">The version, as <see cref="RegisteredModel.Find"/> takes it.</param>
    /// <param name="require">The gate that it must pass, or null.</param>
    /// <param name="by">Who does so.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The version.</returns>
    /// <exception cref="InvalidInputException">There is no such model or version, or it does not pass the gate.</exception>
    public async Task<ModelVersion> MoveAsync(
        string name, string alias, string version, string? require, string by, CancellationToken cancellation)
    {
        ModelNames.CheckAlias(alias);
        ModelVersion found = (await KnownAsync(name, cancellation)).Find(version);
        if (require is not null)
            ModelGate.Check(require, found.Metrics);
        await MoveAsync(name, alias, found, require, by, cancellation);
        return found;
    }

    /// <summary>Sets an alias back to the version that it named before its last move.</summary>
    /// <param name="name">The name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="by">Who does so.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The version that it names now.</returns>
    /// <exception cref="InvalidInputException">There is no such model, or the alias never named another version.</exception>
    public async Task<ModelVersion> RollbackAsync(string name, string alias, string by, CancellationToken cancellation)
    {
        await KnownAsync(name, cancellation);
        RegisteredModel changed = await ChangeAsync(
            name,
            known => known.Before(alias) is int before
                ? Entry(known, ModelChange.RolledBack, by) with { Alias = alias, From = known.Aliases[alias], To = before }
                : throw new InvalidInputException(
                    Place.Field("alias"),
                    known.Aliases.TryGetValue(alias, out int only)
                        ? $"{name}:{alias} has named no version before {only}, so there is nothing to go back to."
                        : $"The model {name} has no alias '{alias}'.",
                    $"'tuner model list {name}' shows its aliases and its history."),
            cancellation);
        return changed.Versions[changed.Aliases[alias] - 1];
    }

    /// <summary>Reads a version, and checks it against its digest.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidInputException">A file is gone or damaged.</exception>
    public async Task<FinalModel> OpenAsync(ModelVersion version, CancellationToken cancellation)
    {
        byte[] content = await ReadAsync($"{version.Digest}/{version.File}", cancellation);
        string text = Encoding.UTF8.GetString(await ReadAsync($"{version.Digest}/{ModelCard.FileName}", cancellation));
        var model = new FinalModel(ModelPackage.ReadCard(text, ModelCard.FileName), content);
        return ModelDigest.Of(model, text) == version.Digest
            ? model
            : throw new InvalidInputException(
                version.File,
                $"Version {version.Number} is damaged: its files do not have the digest {version.Digest}.",
                "Promote the trial again, from its study.");
    }

    private static Dictionary<string, double> MetricsOf(ModelCard card)
    {
        var metrics = new Dictionary<string, double>(card.Metrics ?? new Dictionary<string, double>(), StringComparer.Ordinal);
        foreach ((string name, double value) in card.Holdout ?? new Dictionary<string, double>())
            metrics[$"holdout/{name}"] = value;
        return metrics;
    }

    private async Task<RegisteredModel> KnownAsync(string name, CancellationToken cancellation) =>
        await FindAsync(name, cancellation) ?? throw Unknown(name);

    /// <summary>That there is no model of a name.</summary>
    internal static InvalidInputException Unknown(string name) =>
        new(Place.Field("name"), $"There is no model '{name}'.", "'tuner model list' shows all.");

    private Task MoveAsync(
        string name, string alias, ModelVersion version, string? require, string by, CancellationToken cancellation) =>
        ChangeAsync(
            name,
            known => known.Aliases.TryGetValue(alias, out int now) && now == version.Number
                ? null
                : Entry(known, ModelChange.Moved, by) with
                {
                    Alias = alias, From = now == 0 ? null : now, To = version.Number, Require = require
                },
            cancellation);

    private ModelEvent Entry(RegisteredModel known, ModelChange change, string by) =>
        new(known.History.Count + 1, change, time.GetUtcNow(), by);

    // Decides anew on the newest history where somebody else came first; null changes nothing.
    private async Task<RegisteredModel> ChangeAsync(
        string name, Func<RegisteredModel, ModelEvent?> decide, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            var known = new RegisteredModel(name, await store.ReadAsync(name, cancellation));
            if (decide(known) is not { } entry)
                return known;
            if (await store.TryAppendAsync(name, entry, cancellation))
                return new RegisteredModel(name, [.. known.History, entry]);
        }

        throw new InvalidInputException(
            Place.Field("name"), $"The model {name} is being changed by others all the time.", "Try again in a moment.");
    }

    private Task PutAsync(string name, byte[] content, CancellationToken cancellation) =>
        store.Files.PutAsync(name, (stream, stop) => stream.WriteAsync(content, stop).AsTask(), cancellation);

    private async Task<byte[]> ReadAsync(string name, CancellationToken cancellation)
    {
        await using Stream stream = await store.Files.OpenAsync(name, cancellation) ?? throw new InvalidInputException(
            name, $"The registry has lost the file {name}.", "Promote the trial again, from its study.");
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellation);
        return content.ToArray();
    }
}
