using System.Text.Json;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files.Options;

namespace ServerlessTuner.Cli.Client;

/// <summary>
/// Runs a study file on a service as if it ran here: sends the data once, starts the study, follows it, fetches the results.
/// </summary>
internal sealed class RemoteRun(ServiceClient client, TextWriter output, bool quiet)
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(1);

    /// <summary>Starts a study.</summary>
    /// <param name="path">The study file.</param>
    /// <param name="spec">The study, read here with the same flags, so that its faults are told before anything is sent.</param>
    /// <param name="overrides">What the command line says beside the file.</param>
    /// <param name="cancellation">Ends the upload.</param>
    public async Task<StudyView> StartAsync(string path, StudySpec spec, StudyOverrides overrides, CancellationToken cancellation)
    {
        var files = new FileDataSource(Environment.CurrentDirectory);
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DataSpec item in spec.Data.Where(item => item.Synth is null))
        {
            bool many = item.Source.AsSpan().IndexOfAny('*', '?') >= 0;
            IReadOnlyList<string> names = many ? await files.ListAsync(item.Source, cancellation) : [item.Source];
            if (names.Count == 0)
                throw new InvalidInputException($"data.{item.Symbol}", $"No file matches '{item.Source}'.", "Check the pattern.");
            var hashes = new List<string>();
            foreach (string name in names)
            {
                await using Stream content = await files.OpenAsync(await files.ResolveAsync(name, cancellation), cancellation);
                (string hash, bool sent) = await client.UploadAsync(content, cancellation);
                hashes.Add(hash);
                if (!quiet && sent)
                    await output.WriteLineAsync($"Sent {name} ({content.Length} bytes).");
            }

            data[item.Symbol] = UploadedData.NameOf(hashes);
        }

        var envelope = new StudyEnvelope(await File.ReadAllTextAsync(path, cancellation))
        {
            FileName = Path.GetFileName(path),
            Id = spec.Id,
            Data = data,
            Enqueue = overrides.Where(given => given.FileName is not null).ToDictionary(
                given => given.FileName!, given => given.Text, StringComparer.Ordinal),
            Overrides = StudyRequest.FlagsOf(overrides),
        };
        // The same study with the same data is the same study: running it again finds it, as a folder does on this machine.
        StudySpec asSent = spec with
        {
            Data = [.. spec.Data.Select(item => data.TryGetValue(item.Symbol, out string? source) ? item with { Source = source } : item)]
        };
        return await client.StartAsync(envelope, StudyRequest.HashOf(asSent), cancellation);
    }

    /// <summary>Follows a study to its end.</summary>
    public async Task<StudyView> FollowAsync(StudyView study, long every, CancellationToken cancellation)
    {
        var progress = new RemoteProgress(output, every);
        TimeSpan pause = ShortestPoll;
        StudyStatus told = StudyStatus.Running;
        while (true)
        {
            if (!quiet)
            {
                progress.Show(study);
                if (study.Status != told && study.Status is StudyStatus.Queued or StudyStatus.Paused)
                    await output.WriteLineAsync($"The study is {study.Status.ToString().ToLowerInvariant()}.");
                told = study.Status;
            }

            if (study.Status is StudyStatus.Completed or StudyStatus.Stopped or StudyStatus.Failed or StudyStatus.Cancelled)
                return study;
            await Task.Delay(pause, cancellation);
            // Short studies are told of at once, long ones do not tire the service.
            pause = pause * 1.5 < LongestPoll ? pause * 1.5 : LongestPoll;
            study = await client.GetAsync(study.Id, cancellation);
        }
    }

    /// <summary>Fetches all files of a study, or those that are named.</summary>
    /// <exception cref="InvalidInputException">A named file does not exist.</exception>
    public async Task<int> FetchAsync(string id, string folder, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        ArtifactListView list = await client.ArtifactsAsync(id, cancellation);
        if (names.Except(list.Artifacts.Select(item => item.Name), StringComparer.Ordinal).FirstOrDefault() is string missing)
            throw new InvalidInputException(
                "name", $"The study '{id}' has no file "
                    + $"'{missing}'.", $"It has {string.Join(", ", list.Artifacts.Select(item => item.Name))}.");
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        int count = 0;
        foreach (ArtifactView artifact in list.Artifacts.Where(item => names.Count == 0 || names.Contains(item.Name)))
        {
            string path = Path.GetFullPath(Path.Combine(root, artifact.Name));
            // A service that is not to be trusted must not write elsewhere.
            if (!path.StartsWith(root, StringComparison.Ordinal))
                continue;
            await client.DownloadAsync(artifact, path, cancellation);
            count++;
        }

        return count;
    }

    /// <summary>Says what a run on this machine says below its ranking, from the results that were fetched.</summary>
    public async Task ShowRemarksAsync(StudyView study, string folder, CancellationToken cancellation)
    {
        await using FileStream metadata = File.OpenRead(Path.Combine(folder, "tuning_metadata.json"));
        using JsonDocument content = await JsonDocument.ParseAsync(metadata, cancellationToken: cancellation);
        string[] remarks = content.RootElement.TryGetProperty("remarks", out JsonElement list)
            ? [.. list.EnumerateArray().Select(remark => remark.GetProperty("text").GetString()!)]
            : [];
        RankingTable.Remark(output, remarks, (study.Trials, study.Undefined, study.Failed), study.Metric);
    }

    /// <summary>The values of a trial as they stand in tables.</summary>
    public static string Values(JsonElement? values) =>
        values is { ValueKind: JsonValueKind.Object } given ? ReadableNumber.Of(ParameterSet.FromJson(given)) : string.Empty;

    /// <summary>Prints the ranking of the last stage.</summary>
    public async Task ShowRankingAsync(StudyView study, CancellationToken cancellation)
    {
        TrialPageView page = await client.TrialsAsync(study.Id, study.Stages, 20, cancellation);
        string[] columns = [
            .. page.Trials.SelectMany(trial => trial.Metrics.Keys).Where(
                name => name.StartsWith("score_", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
        ];
        // A stage with one scenario has no score of its own beside the one that ranks.
        if (columns.Length == 1)
            columns = [];
        RankingTable.Head(output, columns.Select(name => name["score_".Length..]));
        foreach (TrialView trial in page.Trials.Where(trial => trial.Score is not null))
        {
            double[] scores = [.. columns.Select(name => trial.Metrics.TryGetValue(name, out double value) ? value : double.NaN)];
            await output.WriteLineAsync(RankingTable.Row(trial.Rank, trial.Trial, trial.Score!.Value, scores, Values(trial.Values)));
        }
    }
}
