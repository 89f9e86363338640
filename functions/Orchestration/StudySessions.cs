using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Functions.Hosting;
using ServerlessTuner.Functions.Storage;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>A study as one host works on it.</summary>
/// <param name="Spec">The study.</param>
/// <param name="Bars">Its market data.</param>
/// <param name="Pins">The versions of its files.</param>
/// <param name="Executor">Carries pieces of it out.</param>
/// <param name="History">The trials that searches learn from.</param>
/// <param name="Artifacts">Where its files are.</param>
public sealed record StudySession(
    StudySpec Spec,
    IReadOnlyList<Bars> Bars,
    IReadOnlyList<PinnedData> Pins,
    StudyExecutor Executor,
    SharedHistory History,
    IArtifactStore Artifacts)
{
    /// <summary>What follows for agents, where they evaluate the trials; otherwise null.</summary>
    public AgentRules? Rules { get; } = Spec.Objective is ExternalSpec ? new AgentRules(Spec) : null;
}

/// <summary>The studies this host works on: each is read, and its data loaded, once for all activities. Safe for several threads.</summary>
/// <param name="storage">Where studies and data are.</param>
/// <param name="cache">The host's market data.</param>
/// <param name="time">The host's clock.</param>
/// <param name="settings">What an operator may set.</param>
/// <param name="log">Hears of what was mended.</param>
public sealed class StudySessions(
    IStudyStorage storage, BarCache cache, TimeProvider time, TunerSettings settings, ILogger<StudySessions> log)
{
    // A host works on one study at a time, or on few in turn; an executor holds on to its study's data.
    private const int Most = 4;

    private readonly Lock gate = new();
    private readonly List<(string Study, string Pins, Task<StudySession> Session)> sessions = [];

    /// <summary>Pins the data of a study: finds the current version of each file, and writes that down.</summary>
    /// <returns>The name of the artifact that says so; a hash of its content is part of it, so that versions never mix.</returns>
    public async Task<string> PinAsync(string study, CancellationToken cancellation)
    {
        IArtifactStore artifacts = storage.ArtifactsOf(study);
        IReadOnlyList<PinnedData> pins = await MarketData.PinAsync(
            (await ReadStudyAsync(artifacts, cancellation)).Data, storage.Data, cancellation);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(pins);
        string name = NameOf(json);
        await artifacts.PutAsync(name, (stream, stop) => stream.WriteAsync(json, stop).AsTask(), cancellation);
        return name;
    }

    /// <summary>A study whose trials agents evaluate: it has no data, so there is nothing to pin.</summary>
    /// <exception cref="InvalidInputException">The study is gone, or cannot be run.</exception>
    public Task<StudySession> GetAgentStudyAsync(string study, CancellationToken cancellation) => GetAsync(study, NoPins, cancellation);

    /// <summary>The study with its data in the pinned versions.</summary>
    /// <exception cref="InvalidInputException">The data is gone or has changed, or the study cannot be run.</exception>
    public async Task<StudySession> GetAsync(string study, string pins, CancellationToken cancellation)
    {
        Task<StudySession> session;
        lock (gate)
        {
            int index = sessions.FindIndex(entry => entry.Study == study && entry.Pins == pins);
            // One that failed is tried again, and the newest stands last.
            session = index >= 0
                && !sessions[index].Session.IsFaulted
                    ? sessions[index].Session
                    : Task.Run(() => OpenAsync(study, pins), CancellationToken.None);
            if (index >= 0)
                sessions.RemoveAt(index);
            sessions.Add((study, pins, session));
            if (sessions.Count > Most)
                sessions.RemoveAt(0);
        }

        return await session.WaitAsync(cancellation);
    }

    /// <summary>The market data of a study in their current versions.</summary>
    public async Task<IReadOnlyList<Bars>> LoadAsync(StudySpec spec, CancellationToken cancellation) =>
        (await MarketData.LoadAsync(spec.Data, storage.Data, cache, cancellation)).Bars;

    /// <summary>Forgets a study that was removed; other hosts forget it with the next few studies.</summary>
    public void Forget(string study)
    {
        lock (gate)
            sessions.RemoveAll(entry => entry.Study == study);
    }

    /// <summary>Reads the study that a request left.</summary>
    public static async Task<StudySpec> ReadStudyAsync(IArtifactStore artifacts, CancellationToken cancellation)
    {
        await using Stream stream = await artifacts.OpenAsync(StudyService.StudyArtifact, cancellation)
            ?? throw new InvalidInputException(StudyService.StudyArtifact, "The study's file is gone.", "Start the study again.");
        using var reader = new StreamReader(stream);
        // Here trials end in the order of a queue; only whole batches make a study come out the same twice.
        return StudyFile.FromJson(await reader.ReadToEndAsync(cancellation)) with { Async = false };
    }

    private static readonly string NoPins = NameOf(JsonSerializer.SerializeToUtf8Bytes<IReadOnlyList<PinnedData>>([]));

    private static string NameOf(byte[] pins) =>
        $"work/pins-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pins))[..16]}.json";

    // Shared by all who wait, so no single caller's cancellation ends it.
    private async Task<StudySession> OpenAsync(string study, string pinned)
    {
        IArtifactStore artifacts = storage.ArtifactsOf(study);
        StudySpec spec = await ReadStudyAsync(artifacts, CancellationToken.None);
        PinnedData[] pins = spec.Data.Count == 0 ? [] : await ReadPinsAsync(artifacts, pinned);
        IReadOnlyList<Bars> bars = await MarketData.LoadAsync(spec.Data, pins, storage.Data, cache, CancellationToken.None);
        var executor = new StudyExecutor(spec, bars, artifacts, time, new ExecutorOptions
        {
            LeastWork = TimeSpan.FromSeconds(settings.CheckpointSeconds), Tell = line => Log.Mended(log, study, line),
        });
        return new StudySession(spec, bars, pins, executor, new SharedHistory(spec, executor, new StoredResults(artifacts)), artifacts);
    }

    private static async Task<PinnedData[]> ReadPinsAsync(IArtifactStore artifacts, string pinned)
    {
        await using Stream stream = await artifacts.OpenAsync(pinned, CancellationToken.None)
            ?? throw new InvalidInputException(pinned, "The list of the study's data is gone.", "Start the study again.");
        return (await JsonSerializer.DeserializeAsync<PinnedData[]>(stream))!;
    }
}
