using System.Collections.Concurrent;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Serving;

/// <summary>
/// Keeps the records of studies and their best trials. Readers see at once what is noted; the disk follows, and what it does not take is
/// tried again. A kill before that costs nothing: the journal says how far a study is.
/// </summary>
internal sealed class Recorder(LiveStudies live, FileStudyStore store, Action<string> log)
{
    private readonly ConcurrentDictionary<string, byte> unsaved = new(StringComparer.Ordinal);
    private volatile bool isStuck;

    /// <summary>Notes where a study stands, unless it has ended meanwhile, and writes it.</summary>
    public async Task NoteAsync(ServedStudy study)
    {
        await study.Saving.WaitAsync();
        try
        {
            if (study.Meter.Final is not null)
                return;
            store.Remember(study.Meter.Snapshot());
            unsaved[study.Id] = 0;
        }
        finally
        {
            study.Saving.Release();
        }

        await WriteAsync(study.Id);
    }

    /// <summary>Notes the best trials of a first stage at work, and writes them.</summary>
    public async Task NoteTrialsAsync(ServedStudy study)
    {
        await study.Saving.WaitAsync();
        try
        {
            // What is published must not be overwritten by what was known before.
            if (study.Meter.Final is null && !study.IsConcluding && study.Meter.TopTrials() is { Count: > 0 } trials)
                await store.SaveTrialsAsync(study.Id, trials, default);
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            Stick(study.Id, fault);
        }
        finally
        {
            study.Saving.Release();
        }
    }

    /// <summary>Notes how a study ended. From now on nothing else is noted of it.</summary>
    public async Task EndAsync(ServedStudy study, Func<StudyRecord, StudyRecord> finish)
    {
        await study.Saving.WaitAsync();
        try
        {
            StudyRecord final = finish(study.Meter.Snapshot()) with { Hold = null };
            store.Remember(final);
            study.Meter.SetFinal(final);
            // From now on the store alone speaks of it, so that the same id may be removed and used again.
            live.Remove(study);
            unsaved[study.Id] = 0;
        }
        finally
        {
            study.Saving.Release();
        }

        await WriteAsync(study.Id);
    }

    /// <summary>Notes and writes how all studies at work stand, and what could not be written before.</summary>
    public async Task NoteAllAsync()
    {
        foreach (ServedStudy study in live.All.Where(study => study.Run is not null))
        {
            await NoteAsync(study);
            await NoteTrialsAsync(study);
        }

        await WriteAllAsync();
    }

    /// <summary>Writes what could not be written before.</summary>
    public async Task WriteAllAsync()
    {
        foreach (string id in unsaved.Keys)
            await WriteAsync(id);
    }

    private async Task WriteAsync(string id)
    {
        if (!unsaved.TryRemove(id, out _))
            return;
        try
        {
            await store.FlushAsync(id, default);
            if (isStuck && unsaved.IsEmpty)
            {
                isStuck = false;
                log("The disk takes records again.");
            }
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            unsaved[id] = 0;
            Stick(id, fault);
        }
    }

    // Said once, not every second.
    private void Stick(string id, Exception fault)
    {
        if (isStuck)
            return;
        isStuck = true;
        log($"{id}: its record cannot be written now, and is tried again every second: {fault.Message}");
    }
}
