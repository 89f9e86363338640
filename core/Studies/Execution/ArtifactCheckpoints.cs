using System.Collections.Concurrent;
using System.Globalization;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>Checkpoints as artifacts of a study: <c>work/checkpoints/TRIAL-STEP</c>, the trial by a hash of its values.</summary>
/// <param name="artifacts">The study's artifacts.</param>
/// <param name="time">Tells how long steps take.</param>
/// <param name="options">What is worth keeping, and who hears of damage.</param>
internal sealed class ArtifactCheckpoints(IArtifactStore artifacts, TimeProvider time, ExecutorOptions options) : ICheckpoints
{
    /// <summary>What the names of all checkpoints start with.</summary>
    public const string Folder = "work/checkpoints/";

    // By trial when the last checkpoint was written, or the trial first seen.
    private readonly ConcurrentDictionary<string, long> since = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> kept = new(StringComparer.Ordinal);
    private int done, resumed;

    /// <summary>How many steps were done here.</summary>
    public int StepsDone => done;

    /// <summary>How many steps were taken from checkpoints.</summary>
    public int StepsResumed => resumed;

    /// <inheritdoc/>
    public int Last(ParameterSet trial)
    {
        string prefix = PrefixOf(trial);
        since.TryAdd(prefix, time.GetTimestamp());
        int last = 0;
        foreach ((string name, _) in Wait(artifacts.ListAsync(prefix, CancellationToken.None)))
        {
            kept.TryAdd(prefix, 0);
            if (int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int step))
                last = Math.Max(last, step);
        }

        return last;
    }

    /// <inheritdoc/>
    public byte[]? Find(ParameterSet trial, int step)
    {
        string prefix = PrefixOf(trial), name = NameOf(prefix, step);
        since.TryAdd(prefix, time.GetTimestamp());
        if (Read(name) is not { } file)
            return null;
        kept.TryAdd(prefix, 0);
        byte[]? state = CheckpointFile.Read(file, trial, step, out string? fault);
        if (state is null)
            options.Tell($"The checkpoint {name} {fault}. It is not used, and its step is done again.");
        else
            Interlocked.Increment(ref resumed);
        return state;
    }

    /// <inheritdoc/>
    public void Save(ParameterSet trial, int step, Func<byte[]> write)
    {
        Interlocked.Increment(ref done);
        string prefix = PrefixOf(trial);
        long now = time.GetTimestamp();
        if (time.GetElapsedTime(since.GetOrAdd(prefix, now), now) < options.LeastWork)
            return;
        byte[] file = CheckpointFile.Write(trial, step, write());
        kept.TryAdd(prefix, 0);
        try
        {
            Wait(artifacts.PutAsync(
                NameOf(prefix, step),
                (stream, _) =>
                {
                    stream.Write(file);
                    return Task.CompletedTask;
                },
                CancellationToken.None));
            since[prefix] = time.GetTimestamp();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Nothing is lost but time, should the host end: no reason to give the trial up.
            options.Tell($"The checkpoint {NameOf(prefix, step)} could not be kept: {fault.Message}");
        }
    }

    /// <inheritdoc/>
    public void Drop(ParameterSet trial, int step) => Wait(artifacts.DeleteAsync(NameOf(PrefixOf(trial), step), CancellationToken.None));

    /// <summary>Drops all that is kept of a trial; nothing is asked of the store where nothing was kept.</summary>
    public async Task DropAsync(ParameterSet trial, CancellationToken cancellation)
    {
        string prefix = PrefixOf(trial);
        since.TryRemove(prefix, out _);
        if (kept.TryRemove(prefix, out _))
            await DropAsync(prefix, cancellation);
    }

    /// <summary>Drops what is left of any trial.</summary>
    public Task DropAllAsync(CancellationToken cancellation) => DropAsync(Folder, cancellation);

    private async Task DropAsync(string prefix, CancellationToken cancellation)
    {
        foreach ((string name, _) in await artifacts.ListAsync(prefix, cancellation))
            await artifacts.DeleteAsync(name, cancellation);
    }

    private byte[]? Read(string name)
    {
        try
        {
            using Stream? stream = Wait(artifacts.OpenAsync(name, CancellationToken.None));
            if (stream is null)
                return null;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            options.Tell($"The checkpoint {name} could not be read, so that its step is done again: {fault.Message}");
            return null;
        }
    }

    // Training is computing: its thread has nothing else to do meanwhile.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static string PrefixOf(ParameterSet trial) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}{trial.Fingerprint():x16}-");

    private static string NameOf(string prefix, int step) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{step:D6}");
}
