using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Cli.Serving;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Programs;

/// <summary>
/// Where the programs that run here send their reports: an address of this machine that speaks the calls of a service for the trials at
/// work, so that a script need not know whether a service is behind. The key of a service is never given to a script.
/// </summary>
internal sealed class TrialEndpoint : IAsyncDisposable
{
    private const int MostBody = 1 << 20;
    private const long MostFile = 4L << 30;

    private readonly ConcurrentDictionary<long, OpenTrial> open = new();
    private HttpServer? server;

    /// <summary>Where it listens.</summary>
    public string Address { get; private set; } = string.Empty;

    /// <summary>What requests must bring in <c>x-functions-key</c>: other users and web pages do not have it.</summary>
    public string Key { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Starts to listen on a free port.</summary>
    /// <param name="log">Hears of faults.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<TrialEndpoint> StartAsync(Action<string> log, CancellationToken cancellation)
    {
        var endpoint = new TrialEndpoint();
        var options = new ServeOptions { Root = string.Empty, DataRoot = string.Empty, Port = 0, Key = endpoint.Key };
        endpoint.server = await HttpServer.StartAsync(options, IPAddress.Loopback, endpoint.AnswerAsync, log, cancellation);
        endpoint.Address = endpoint.server.Address.TrimEnd('/');
        return endpoint;
    }

    /// <summary>Takes reports on a trial until it is closed.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="monitor">Hears what the program tells.</param>
    /// <param name="files">The folder of the files that it saves.</param>
    /// <returns>The address of the trial.</returns>
    public string Open(ProgramTrial trial, TrialMonitor monitor, string files)
    {
        open[trial.Number] = new OpenTrial(trial, monitor, files);
        return string.Create(CultureInfo.InvariantCulture, $"{Address}{PathOf(trial.Study)}/{trial.Number}");
    }

    /// <summary>Takes no more reports on a trial.</summary>
    public void Close(long trial) => open.TryRemove(trial, out _);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string PathOf(string study) => $"/api/studies/{Uri.EscapeDataString(study)}/trials";

    private async Task<ServiceResponse> AnswerAsync(ServiceRequest request, CancellationToken cancellation)
    {
        // The part after the study: /17, /17/reports or /17/files/model.json.
        int trials = request.Path.IndexOf("/trials/", StringComparison.Ordinal);
        string[] parts = trials < 0 ? [] : request.Path[(trials + 8)..].Split('/');
        if (parts.Length is 0 or > 3
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || !open.TryGetValue(number, out OpenTrial? trial)
            || request.Path[..(trials + 7)] != PathOf(trial.Trial.Study))
            return Problems.Of(404, "path", request.Path, "No trial runs here under this address.", "Use TUNER_TRIAL_URL.");
        return (request.Method, parts.Length > 1 ? parts[1] : string.Empty) switch
        {
            ("POST", "reports") when parts.Length == 2 => await ReportAsync(trial, request, cancellation),
            ("PUT", "") when parts.Length == 1 => await TellAsync(trial, request, cancellation),
            ("PUT", "files") when parts.Length == 3 => await SaveAsync(
                trial, Uri.UnescapeDataString(parts[2]), request.Body, cancellation),
            _ => Problems.Of(
                405,
                "path",
                $"{request.Method} {request.Path}",
                "This is no call for a trial.",
                "POST …/reports tells metrics, PUT on the trial its outcome, PUT …/files/NAME keeps a file."),
        };
    }

    private static async Task<ServiceResponse> ReportAsync(OpenTrial trial, ServiceRequest request, CancellationToken cancellation)
    {
        using JsonDocument? body = await ReadAsync(request.Body, cancellation);
        if (body is null || MetricsIn(body.RootElement) is not { } told)
            return Unusable("{\"step\": 1, \"metrics\": {\"loss\": 0.4}}");
        bool stop = await trial.Monitor.TellAsync(told.Step, told.Metrics, isAnswered: true, cancellation);
        return Answer(writer =>
        {
            writer.WriteNumber("trial", trial.Trial.Number);
            if (trial.Monitor.Step is int step)
                writer.WriteNumber("step", step);
            writer.WriteBoolean("stop", stop);
        });
    }

    private static async Task<ServiceResponse> TellAsync(OpenTrial trial, ServiceRequest request, CancellationToken cancellation)
    {
        using JsonDocument? body = await ReadAsync(request.Body, cancellation);
        string? state = body?.RootElement.TryGetProperty("state", out JsonElement given) is true ? given.GetString() : null;
        switch (state)
        {
            case "complete" when MetricsIn(body!.RootElement) is { } told:
                await trial.Monitor.SetAsync(told.Metrics, cancellation);
                break;
            case "failed":
                trial.Monitor.Fail(
                    body!.RootElement.TryGetProperty("reason", out JsonElement reason) ? reason.ToString() : "The program gave no reason.");
                break;
            case "pruned":
                trial.Monitor.Stop();
                break;
            default:
                return Unusable("{\"state\": \"complete\", \"metrics\": {\"loss\": 0.4}}");
        }

        return Answer(writer =>
        {
            writer.WriteNumber("trial", trial.Trial.Number);
            writer.WriteString("state", state);
        });
    }

    private static async Task<ServiceResponse> SaveAsync(OpenTrial trial, string name, Stream body, CancellationToken cancellation)
    {
        if (name.Length is 0 or > 200 || name.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0
            || name.AsSpan().IndexOfAny('/', '\\', ':') >= 0 || name.StartsWith('.'))
            return Problems.Of(
                400, "name", name, $"'{name}' is no name for a file.", "Use at most 200 characters, no slash, and no dot at the start.");
        Directory.CreateDirectory(trial.Files);
        string target = Path.Combine(trial.Files, name), part = target + ".part";
        await using (var file = new FileStream(part, FileMode.Create))
        {
            var buffer = new byte[1 << 16];
            int count;
            while ((count = await body.ReadAsync(buffer, cancellation)) > 0)
            {
                if (file.Length + count > MostFile)
                    return Problems.Of(413, "body", null, "The file is larger than 4 GiB.", "Save less, or keep it elsewhere.");
                await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
        }

        File.Move(part, target, overwrite: true);
        return Answer(writer => writer.WriteString("name", name));
    }

    // Metrics in a member of their own, as a service takes them; or beside the step, as one writes a line of JSON.
    private static (int? Step, IReadOnlyDictionary<string, double> Metrics)? MetricsIn(JsonElement root)
    {
        if (!root.TryGetProperty("metrics", out JsonElement metrics) || metrics.ValueKind != JsonValueKind.Object)
            return MetricLine.Read(root);
        int? step = root.TryGetProperty("step", out JsonElement given) && given.TryGetInt32(out int whole) ? whole : null;
        return MetricLine.Read(metrics) is { } read ? (step, read.Metrics) : null;
    }

    private static async Task<JsonDocument?> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        var buffer = new byte[1 << 13];
        int count;
        while (content.Length <= MostBody && (count = await body.ReadAsync(buffer, cancellation)) > 0)
            content.Write(buffer, 0, count);
        try
        {
            JsonDocument document = LenientJson.Parse(content.ToArray());
            return content.Length <= MostBody && document.RootElement.ValueKind == JsonValueKind.Object ? document : null;
        }
        catch (Exception fault) when (fault is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static ServiceResponse Unusable(string example) => Problems.Of(
        400, "body", null, "The body holds no metrics that can be used.", $"Send for example {example}.");

    private static ServiceResponse Answer(Action<Utf8JsonWriter> write)
    {
        using var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return new ServiceResponse { Status = 200, ContentType = ServiceResponse.Json, Body = written.ToArray() };
    }

    private sealed record OpenTrial(ProgramTrial Trial, TrialMonitor Monitor, string Files);
}
