using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Client;

/// <summary>Speaks to a service: <c>tuner serve</c> or the Azure app. The key is sent and never shown.</summary>
internal sealed partial class ServiceClient : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly HttpClient http;
    private readonly Uri server;

    /// <summary>Makes a client.</summary>
    /// <exception cref="InvalidInputException">The address is none.</exception>
    public ServiceClient(string server, string? key)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            throw new InvalidInputException(
                "--server", $"--server is '{Hide(server)}', but must be an address such as http://127.0.0.1:7071.");
        if (address.Query.Length > 0 || address.UserInfo.Length > 0)
        {
            string bare = address.GetLeftPart(UriPartial.Authority).Replace(address.UserInfo + "@", string.Empty, StringComparison.Ordinal);
            throw new InvalidInputException(
                "--server", $"--server must be an address without a key in it.", $"Give {bare}, and the key in the variable TUNER_KEY.");
        }

        this.server = new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/'));
        http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        if (key is null)
            return;
        // The framework's message about a bad header value would show it.
        if (key.Length == 0 || key.Any(c => c is < ' ' or > '~'))
            throw new InvalidInputException(
                "--key", "The key holds characters that no key has.", "Copy it again, without spaces or line ends.");
        http.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    /// <summary>How long a service is waited for that does not answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The address as messages show it.</summary>
    public string Server => server.ToString().TrimEnd('/');

    /// <summary>Starts a study, or finds it where it was started before.</summary>
    public Task<StudyView> StartAsync(StudyEnvelope study, string idempotencyKey, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(study, ServiceJson.Default.StudyEnvelope);
        return SendAsync(
            () =>
            {
                var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue(ServiceResponse.Json);
                var request = new HttpRequestMessage(HttpMethod.Post, Address("/api/studies")) { Content = content };
                request.Headers.Add("Idempotency-Key", idempotencyKey);
                return request;
            },
            ServiceJson.Default.StudyView,
            cancellation);
    }

    /// <summary>Status and progress.</summary>
    public Task<StudyView> GetAsync(string id, CancellationToken cancellation) =>
        GetAsync(StudyPath(id), ServiceJson.Default.StudyView, cancellation);

    /// <summary>All studies.</summary>
    public Task<StudyListView> ListAsync(CancellationToken cancellation) =>
        GetAsync("/api/studies", ServiceJson.Default.StudyListView, cancellation);

    /// <summary>The best trials of the last stage.</summary>
    public Task<TrialPageView> TrialsAsync(string id, int stage, int top, CancellationToken cancellation) =>
        GetAsync($"{StudyPath(id)}/trials?stage={stage}&top={top}", ServiceJson.Default.TrialPageView, cancellation);

    /// <summary>Passes a signal on.</summary>
    public Task<StudyView> SignalAsync(string id, StudySignal signal, CancellationToken cancellation) =>
        SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, Address($"{StudyPath(id)}/{signal.ToString().ToLowerInvariant()}")),
            ServiceJson.Default.StudyView,
            cancellation);

    /// <summary>Removes a study that has ended.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Delete, Address(StudyPath(id))), cancellation);
        await CheckAsync(response, cancellation);
    }

    /// <summary>The files of a study.</summary>
    public Task<ArtifactListView> ArtifactsAsync(string id, CancellationToken cancellation) =>
        GetAsync($"{StudyPath(id)}/artifacts", ServiceJson.Default.ArtifactListView, cancellation);

    /// <summary>Downloads a file; what is at the path is replaced only once all has arrived.</summary>
    public async Task DownloadAsync(ArtifactView artifact, string path, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, Address(artifact.Href)), cancellation);
        await CheckAsync(response, cancellation);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (FileStream file = File.Create(path + ".part"))
            await response.Content.CopyToAsync(file, cancellation);
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>Makes sure that the service has a file, sending it only where it is missing.</summary>
    /// <returns>The SHA-256 of the content, and whether it was sent.</returns>
    public async Task<(string Hash, bool Sent)> UploadAsync(Stream content, CancellationToken cancellation)
    {
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        using HttpResponseMessage known = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Head, Address($"/api/data/{hash}")), cancellation);
        if (known.IsSuccessStatusCode)
            return (hash, false);
        if (known.StatusCode != HttpStatusCode.NotFound)
            await CheckAsync(known, cancellation);
        using HttpResponseMessage sent = await SendAsync(
            () =>
            {
                content.Position = 0;
                var body = new StreamContent(new LentStream(content));
                body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                return new HttpRequestMessage(HttpMethod.Put, Address($"/api/data/{hash}")) { Content = body };
            },
            cancellation);
        await CheckAsync(sent, cancellation);
        return (hash, true);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static string StudyPath(string id) => $"/api/studies/{Uri.EscapeDataString(id)}";

    private static string Hide(string address) => address.Split('?')[0];

    private Uri Address(string path) => new(Server + path);

    /// <summary>What a call answers.</summary>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, Address(path)), type, cancellation);

    /// <summary>The content of a file.</summary>
    public async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, Address(path)), cancellation);
        await CheckAsync(response, cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <summary>Sends a body, and reads what a call answers.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="body">The body.</param>
    /// <param name="bodyType">Its type.</param>
    /// <param name="type">The type of the answer.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <param name="once">Whether the call must not be repeated where no answer came.</param>
    public Task<T> SendAsync<TBody, T>(
        HttpMethod method,
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<T> type,
        CancellationToken cancellation,
        bool once = false)
    {
        return SendAsync(() => Json(method, path, body, bodyType), type, cancellation, once);
    }

    private async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> make, JsonTypeInfo<T> type, CancellationToken cancellation, bool once = false)
    {
        using HttpResponseMessage response = await SendAsync(make, cancellation, once);
        await CheckAsync(response, cancellation);
        return await ReadAsync(response, type, cancellation);
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
            return await JsonSerializer.DeserializeAsync(body, type, cancellation) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new InvalidInputException("--server", $"What answers at {Server} is no tuner service.", "Check the address.");
        }
    }

    // Most calls may be repeated, so that a service that is being restarted is waited for.
    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellation, bool once = false)
    {
        long start = Stopwatch.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            bool isLast = once || Stopwatch.GetElapsedTime(start) >= Patience;
            try
            {
                using HttpRequestMessage request = make();
                HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                if (response.StatusCode
                    is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
                    || isLast)
                    return response;
                response.Dispose();
            }
            catch (HttpRequestException fault) when (isLast)
            {
                throw new InvalidInputException(
                    "--server", $"{Server} cannot be reached: {fault.Message} Check the address, and that the service runs.");
            }
            catch (HttpRequestException)
            {
                // Tried again below.
            }

            TimeSpan pause = TimeSpan.FromMilliseconds(100 << Math.Min(attempt, 10));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, cancellation);
        }
    }

    private async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
            return;
        ProblemView? problem = null;
        if (response.Content.Headers.ContentType?.MediaType == ServiceResponse.ProblemJson)
        {
            string text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellation));
            try
            {
                problem = JsonSerializer.Deserialize(text, ServiceJson.Default.ProblemView);
            }
            catch (JsonException)
            {
                // Told below by the status alone.
            }
        }

        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && problem is null or { Status: 401 })
            throw new InvalidInputException(
                "--key", $"{Server} did not accept the key.", "Give the right one with --key, or in the variable TUNER_KEY.");
        throw problem is { Errors.Count: > 1 }
            ? new InvalidInputException([.. problem.Errors.Select(error => ToProblem(error))])
            : new InvalidInputException(
                string.Empty,
                problem?.Detail ?? $"{Server} answered with {(int)response.StatusCode} ({response.ReasonPhrase}). Check the address.");
    }

    private static InputProblem ToProblem(FieldProblem error)
    {
        Place place = error.Source is null ? Place.None : Place.In(error.Source, error.Line ?? 0, error.Column ?? 0);
        return new InputProblem(place, error.Field, error.Value, error.Detail, error.Remedy ?? string.Empty) { Rule = error.Rule };
    }
}
