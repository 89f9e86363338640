using System.Text.Json;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Running;

/// <summary>What an output folder knows of its study: enough to continue it, and to learn from it, without the study file.</summary>
public static class StudyFolder
{
    /// <summary>Keeps the study, with data paths that hold from any working directory.</summary>
    public static Task SaveAsync(StudySpec spec, IArtifactStore artifacts, CancellationToken cancellation)
    {
        byte[] json = System.Text.Encoding.UTF8.GetBytes(StudyFile.ToJson(spec with
        {
            Data = [.. spec.Data.Select(data => data.Synth is null ? data with { Source = Path.GetFullPath(data.Source) } : data)],
        }));
        return artifacts.PutAsync(StudyService.StudyArtifact, (stream, stop) => stream.WriteAsync(json, stop).AsTask(), cancellation);
    }

    /// <summary>The study of a folder.</summary>
    /// <exception cref="InvalidInputException">The folder holds no study, or one that cannot be read.</exception>
    public static StudySpec Load(string folder)
    {
        string path = Path.Combine(folder, StudyService.StudyArtifact);
        try
        {
            StudySpec spec = StudyFile.FromJson(File.ReadAllText(path));
            // Both were written by the same run; what a damaged study names its columns would be believed otherwise.
            if (Journal.StudyOf(Journal.PathIn(folder)) is { } known
                && !known.StartsWith(StudyRun.IdentityOf(spec), StringComparison.Ordinal))
                throw new InvalidInputException(
                    path, $"The study is damaged, or belongs to another journal.", $"Run the study file again with --out {folder}.");
            return spec;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException(
                folder,
                $"There is no study in this folder: it has no {StudyService.StudyArtifact}.", "Name the output folder of a run, such as "
                    + $"runs/NAME.");
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                path, $"The study cannot be read: {fault.Message} Run the study file again with --out {folder}.");
        }
    }

    /// <summary>Opens the published trials of a stage.</summary>
    /// <exception cref="InvalidInputException">The study has not published its results, or they are damaged.</exception>
    public static TrialTable Open(string folder, StudySpec spec, int stage = 1) =>
        TrialTable.OpenAsync(
            new FileArtifactStore(folder), spec, stage, CancellationToken.None).GetAwaiter().GetResult() ?? throw new InvalidInputException(
            folder, $"The study has no results yet.", $"Finish it first, with: tuner resume {folder}");

    /// <summary>All trials of a finished study with their values and scores, best first.</summary>
    /// <exception cref="InvalidInputException">The study has not published its results, or they are damaged.</exception>
    public static IReadOnlyList<PastTrial> Trials(string folder, StudySpec spec)
    {
        using TrialTable table = Open(folder, spec);
        var metrics = new MetricColumns(spec, table.Schema);
        return [
            .. table.Rows().Select(
                row => new PastTrial(
                    row.Trial, row.Values, row.State == TrialOutcome.Complete ? row.Score : double.NaN, metrics.Of(row.Numbers)))
        ];
    }
}
