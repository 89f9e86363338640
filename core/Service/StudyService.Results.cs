using System.Globalization;
using System.Security.Cryptography;

namespace ServerlessTuner.Core.Service;

/// <content>Trials, artifacts and uploads.</content>
public sealed partial class StudyService
{
    private const int UsualPage = 50;

    private async Task<ServiceResponse> ListTrialsAsync(StudyRecord study, ServiceRequest request, CancellationToken cancellation)
    {
        StudyRecord now = await host.ObserveAsync(study, cancellation);
        int stage = Whole(request, "stage", 1, study.Stages) ?? now.Stage;
        int top = Whole(request, "top", 1, limits.PageRows) ?? UsualPage;
        int page = Whole(request, "page", 1, int.MaxValue) ?? 1;
        string sort = request.Query.TryGetValue("sort", out string? given) && given.Length > 0 ? given : "rank";
        IReadOnlyList<TrialRecord> trials = await store.ListTrialsAsync(study.Id, stage, cancellation);
        int pages = Math.Max(1, (trials.Count + top - 1) / top);
        TrialView[] rows = [.. Sorted(trials, sort).Skip((int)Math.Min(int.MaxValue, (page - 1L) * top)).Take(top).Select(View)];
        var view = new TrialPageView(study.Id, stage, sort, top, page, pages, trials.Count, rows);
        return ServiceResponse.Of(200, view, ServiceJson.Default.TrialPageView);
    }

    private static IEnumerable<TrialRecord> Sorted(IReadOnlyList<TrialRecord> trials, string sort)
    {
        bool descending = sort.StartsWith('-');
        string name = sort.TrimStart('-');
        if (name == "rank")
            return descending ? trials.Reverse() : trials;
        Func<TrialRecord, double?> key = name switch
        {
            "trial" => trial => trial.Trial,
            "score" => trial => trial.Score,
            _ => trial => trial.Metrics.TryGetValue(name, out double value) ? value : null,
        };
        if (name is not ("trial" or "score") && trials.Count > 0 && !trials.Any(trial => trial.Metrics.ContainsKey(name)))
        {
            string known = string.Join(
                ", ",
                trials.SelectMany(
                    trial => trial.Metrics.Keys).Distinct(StringComparer.Ordinal).Prepend("score").Prepend("trial").Prepend("rank"));
            throw new ServiceFault(
                Problems.Of(
                    400,
                    "sort",
                    sort,
                    $"sort is '{sort}', but no trial has such a column.",
                    $"Use one of {known}; a hyphen in front sorts the largest first."));
        }

        // Trials without a value come last either way; ties keep their rank.
        return descending
            ? trials.OrderBy(trial => key(trial) is null).ThenByDescending(key)
            : trials.OrderBy(trial => key(trial) is null).ThenBy(key);
    }

    private static TrialView View(TrialRecord trial) =>
        new(trial.Trial, trial.Rank, trial.State, trial.Score, StudyView.ParseValues(trial.Values), trial.Metrics, trial.Failure)
        {
            Seconds = trial.Seconds, Megabytes = trial.Megabytes,
        };

    private static int? Whole(ServiceRequest request, string name, int least, int most)
    {
        if (!request.Query.TryGetValue(name, out string? text) || text.Length == 0)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;
        throw new ServiceFault(
            Problems.Of(
                400, name, text, $"{name} is '{text}', but must be a whole number from {least} to {most}.", $"Write {name}={least}."));
    }

    private async Task<ServiceResponse> ListArtifactsAsync(StudyRecord study, CancellationToken cancellation)
    {
        var views = new List<ArtifactView>();
        foreach ((string name, long size) in await host.ArtifactsOf(study.Id).ListAsync(string.Empty, cancellation))
        {
            if (IsPublic(name))
                views.Add(
                    new ArtifactView(
                        name,
                        size,
                        ArtifactPath(study.Id, name)));
        }

        return ServiceResponse.Of(200, new ArtifactListView(study.Id, views), ServiceJson.Default.ArtifactListView);
    }

    private static string ArtifactPath(string study, string name) =>
        $"/api/studies/{study}/artifacts/{Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)}";

    private async Task<ServiceResponse> GetArtifactAsync(StudyRecord study, string name, CancellationToken cancellation)
    {
        Stream? content = IsPublic(name) ? await host.ArtifactsOf(study.Id).OpenAsync(name, cancellation) : null;
        if (content is null)
            return Problems.Of(
                404,
                "name",
                name,
                $"The study '{study.Id}' has no artifact '{name}'.",
                $"GET /api/studies/{study.Id}/artifacts lists them; results appear when the study has ended.");
        return new ServiceResponse { Status = 200, ContentType = MediaType(name), Content = content };
    }

    /// <summary>Whether an artifact is meant for users: working files and the runner's own are not.</summary>
    public static bool IsPublic(string name)
    {
        string[] parts = name.Split('/');
        return parts.All(part => part.Length > 0 && part[0] != '.' && !part.Contains('\\', StringComparison.Ordinal))
            && parts[0] is not ("work" or "journal.jsonl" or "run.lock" or "run.owner" or "running");
    }

    private static string MediaType(string name) => name.StartsWith(FilesFolder, StringComparison.Ordinal)
        ? "application/octet-stream"
        : MediaTypeOf(name);

    private static string MediaTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".csv" => "text/csv; charset=utf-8",
        ".json" => ServiceResponse.Json,
        ".md" => "text/markdown; charset=utf-8",
        ".html" => "text/html; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".txt" or ".yaml" or ".log" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };

    private async Task<ServiceResponse> HasDataAsync(string hash, CancellationToken cancellation)
    {
        CheckHash(hash);
        await using Stream? stream = await host.Uploads.OpenAsync(hash, cancellation);
        return new ServiceResponse { Status = stream is null ? 404 : 200 };
    }

    private async Task<ServiceResponse> PutDataAsync(string hash, ServiceRequest request, CancellationToken cancellation)
    {
        CheckHash(hash);
        long size = 0;
        long kept = (await host.Uploads.ListAsync(string.Empty, cancellation)).Sum(item => item.Name == hash ? 0 : item.Size);
        await host.Uploads.PutAsync(
            hash, async (stream, stop) => size = await CopyAsync(kept, request.Body, stream, hash, stop), cancellation);
        return ServiceResponse.Of(201, new DataView(hash, size, UploadedData.Prefix + hash), ServiceJson.Default.DataView);
    }

    // What is thrown here keeps the store from keeping the upload.
    private async Task<long> CopyAsync(long kept, Stream body, Stream target, string? hash, CancellationToken cancellation)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        long size = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
        {
            size += read;
            if (size > limits.DataBytes)
                throw new ServiceFault(
                    Problems.Of(
                        413,
                        "body",
                        null,
                        $"The data is larger than {limits.DataBytes} bytes.",
                        "Compress it with gzip, or split it by time."));
            if (kept + size > limits.DataTotalBytes)
                throw new ServiceFault(
                    Problems.Of(
                        507,
                        "body",
                        null,
                        $"With this file, the uploads would be larger than {limits.DataTotalBytes} bytes, which is the most this "
                            + $"service keeps.",
                        "Have files removed that no study needs, or raise the limit."));
            sha.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        string found = Convert.ToHexStringLower(sha.GetHashAndReset());
        return hash is null || found == hash
            ? size
            : throw new ServiceFault(
                Problems.Of(400, "sha256", hash, $"The content's SHA-256 is {found}, not {hash}.", $"Send it to /api/data/{found}."));
    }

    private static void CheckHash(string hash)
    {
        if (!UploadedData.IsHash(hash))
            throw new ServiceFault(Problems.Of(400, "sha256", hash, $"'{hash}' is no SHA-256.", "Write 64 lower-case hexadecimal digits."));
    }
}
