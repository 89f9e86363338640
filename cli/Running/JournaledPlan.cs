using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>The plan of a study with the journal under it: new, or as an earlier run left it.</summary>
/// <param name="Plan">The plan, with all that is journaled applied.</param>
/// <param name="Journal">The journal, open for more.</param>
/// <param name="Resumed">How many entries were there.</param>
internal sealed record JournaledPlan(StudyPlan Plan, Journal Journal, int Resumed)
{
    /// <summary>Opens the journal of a folder, or makes one.</summary>
    /// <param name="executor">What carries the study out.</param>
    /// <param name="history">Receives the trials of a search in batches.</param>
    /// <param name="data">The study's data.</param>
    /// <param name="identity">What tells the study apart, without its data.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="workers">How many threads there will be.</param>
    /// <param name="reportEvery">How often progress is asked for, in trials, or null.</param>
    /// <param name="clock">Is told of the work done before.</param>
    public static JournaledPlan Open(
        StudyExecutor executor, StudyHistory history, LoadedData data, string identity, string folder, int workers, long? reportEvery,
        StageClock clock)
    {
        // Data that changed makes another study, too: its old results would be mixed with new ones.
        identity += string.Concat(data.Pins.SelectMany(pin => pin.Files.Select(file => $";{pin.Symbol}={file.Version}")));
        string path = Journal.PathIn(folder);
        if (Journal.Read(path) is not { } content)
        {
            int chunk = executor.Spec.Run.ChunkSize ?? ChunkSizes.Usual(
                executor.Trials ?? 1, data.Bars.Sum(
                    symbol => (double)symbol.Count), workers, reportEvery, executor.Spec.Objective is ModelSpec);
            var fresh = new JournalHead(JournalHead.CurrentVersion, identity, executor.Trials ?? 0, chunk);
            return new(new StudyPlan(executor.Spec, executor.Trials, chunk, history), Journal.Create(path, fresh), 0);
        }

        if (content.Head.Study != identity)
            throw StudyDifference.Fault(executor.Spec, folder, identity, content.Head.Study);
        var known = new StudyPlan(executor.Spec, content.Head.Trials == 0 ? null : content.Head.Trials, content.Head.ChunkSize, history);
        foreach (PlanEntry entry in content.Entries)
        {
            entry.ApplyTo(known);
            if (entry is WorkResult result)
                clock.Add(result, fresh: false);
        }

        return new(known, Journal.Continue(path, content), content.Entries.Count);
    }
}
