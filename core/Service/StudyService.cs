using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Service;

/// <summary>
/// The HTTP API without an HTTP server: a request comes in as plain data and an answer goes out, so that
/// <c>tuner serve</c> and the Azure app answer alike. Safe for several requests at once.
/// </summary>
/// <param name="store">The records.</param>
/// <param name="host">What carries studies out.</param>
/// <param name="limits">What is accepted.</param>
/// <param name="time">The clock.</param>
/// <param name="version">The version of the program, for <c>/api/health</c> and the OpenAPI document.</param>
public sealed partial class StudyService(IStudyStore store, IStudyHost host, ServiceLimits limits, TimeProvider time, string version)
{
    /// <summary>The artifact that holds the study as <see cref="StudyFile.ToJson"/> writes it.</summary>
    public const string StudyArtifact = "study.json";

    // A host may make a service per request, so it is written when first asked for.
    private readonly Lazy<byte[]> openApi = new(() => OpenApiDocument.Write(version));

    /// <summary>Answers a request. Throws only what no answer can help with, and cancellations.</summary>
    public async Task<ServiceResponse> HandleAsync(ServiceRequest request, CancellationToken cancellation)
    {
        try
        {
            ServiceRoute? route = ServiceRoutes.Find(
                request.Method, request.Path, out IReadOnlyList<string> arguments, out IReadOnlyList<string> allowed);
            // A link to the page may stand anywhere; it shows nothing that was not asked for from the page itself.
            if (route?.Call == ServiceCall.Page)
                return ShowPage(request);
            if (CrossSite.Refuse(request) is { } refusal)
                return refusal;
            if (route is not null)
                return Packing.Pack(request, await AnswerAsync(route.Call, arguments, request, cancellation));
            return allowed.Count > 0
                ? Problems.Of(
                    405,
                    "method",
                    request.Method,
                    $"{request.Path} does not know the method {request.Method}.",
                    $"Use {string.Join(" or ", allowed)}.").With("Allow", string.Join(", ", allowed))
                : Problems.Of(404, "path", request.Path, $"There is no {request.Path}.", "GET /api/openapi.json lists all calls.");
        }
        catch (ServiceFault fault)
        {
            return fault.Response;
        }
        catch (InvalidInputException fault)
        {
            return Problems.Of(fault);
        }
    }

    private async Task<ServiceResponse> AnswerAsync(
        ServiceCall call, IReadOnlyList<string> arguments, ServiceRequest request, CancellationToken cancellation) => call switch
    {
        ServiceCall.Health => ServiceResponse.Of(200, new HealthView("ok", version), ServiceJson.Default.HealthView),
        ServiceCall.OpenApi => new ServiceResponse { Status = 200, ContentType = ServiceResponse.Json, Body = openApi.Value },
        ServiceCall.StartStudy => await StartAsync(request, cancellation),
        ServiceCall.ListStudies => Packing.Tag(request, await ListAsync(cancellation)),
        ServiceCall.GetStudy => Packing.Tag(
            request,
            ServiceResponse.Of(
                200,
                await WatchAsync(await host.ObserveAsync(await FindAsync(arguments[0], cancellation), cancellation), cancellation),
                ServiceJson.Default.StudyView)),
        ServiceCall.Validate => await ValidateAsync(request, cancellation),
        ServiceCall.GetColumns => await GetColumnsAsync(await FindAsync(arguments[0], cancellation), request, cancellation),
        ServiceCall.GetImportance => await GetImportanceAsync(await FindAsync(arguments[0], cancellation), request, cancellation),
        ServiceCall.GetTrades => await GetTradesAsync(await FindAsync(arguments[0], cancellation), arguments[1], request, cancellation),
        ServiceCall.GetNotes => await GetNotesAsync(await FindAsync(arguments[0], cancellation), request, cancellation),
        ServiceCall.PutNotes => await PutNotesAsync(await FindAsync(arguments[0], cancellation), request, cancellation),
        ServiceCall.DeleteStudy => await DeleteAsync(arguments[0], cancellation),
        ServiceCall.ListTrials => await ListTrialsAsync(await FindAsync(arguments[0], cancellation), request, cancellation),
        ServiceCall.ListArtifacts => await ListArtifactsAsync(await FindAsync(arguments[0], cancellation), cancellation),
        ServiceCall.GetArtifact => await GetArtifactAsync(await FindAsync(arguments[0], cancellation), arguments[1], cancellation),
        ServiceCall.Pause => await SignalAsync(arguments[0], StudySignal.Pause, cancellation),
        ServiceCall.Resume => await SignalAsync(arguments[0], StudySignal.Resume, cancellation),
        ServiceCall.Stop => await SignalAsync(arguments[0], StudySignal.Stop, cancellation),
        ServiceCall.Cancel => await SignalAsync(arguments[0], StudySignal.Cancel, cancellation),
        ServiceCall.AskTrial => await AskTrialAsync(arguments[0], request, cancellation),
        ServiceCall.ReportStep => await ReportStepAsync(arguments[0], arguments[1], request, cancellation),
        ServiceCall.TellTrial => await TellTrialAsync(arguments[0], arguments[1], request, cancellation),
        ServiceCall.HasData => await HasDataAsync(arguments[0], cancellation),
        ServiceCall.PutData => await PutDataAsync(arguments[0], request, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "An unknown call."),
    };

    private async Task<ServiceResponse> StartAsync(ServiceRequest request, CancellationToken cancellation)
    {
        byte[] body = await ReadBodyAsync(request, cancellation);
        (StudySpec spec, string? id) = StudyRequest.Parse(body, limits);
        string? key = request.Header("Idempotency-Key");
        if (key is { Length: 0 or > 200 })
            return Problems.Of(
                400,
                "Idempotency-Key",
                key,
                $"Idempotency-Key has {key.Length} characters, but 1 to 200 are allowed.",
                "Send a shorter one, such as a UUID.");
        id ??= key is null ? host.NewId() : StudyRequest.IdOf(key);
        var study = new StudyRecord
        {
            Id = id,
            Name = spec.Name,
            Hash = StudyRequest.HashOf(spec),
            Metric = spec.Metrics[0].Name,
            Goal = spec.Metrics[0].Goal,
            Stages = spec.Stages.Count,
            IsExternal = spec.Objective is ExternalSpec,
            Created = time.GetUtcNow(),
        };
        StudyRecord? known = await store.FindAsync(id, cancellation);
        if (known is null)
        {
            await CheckUploadsAsync(spec, cancellation);
            int waiting = (await store.ListAsync(cancellation)).Count(other => other.Status == StudyStatus.Queued);
            if (waiting >= limits.Queued)
                return Problems.Of(
                    429,
                    "studies",
                    waiting.ToString(CultureInfo.InvariantCulture),
                    $"{waiting} studies are waiting already.",
                    "Try again when some have finished, or cancel one.").With("Retry-After", "30");
            if (!await store.AddAsync(study, cancellation))
                known = await store.FindAsync(id, cancellation);
        }

        if (known is not null && known.Hash != study.Hash)
            return Problems.Of(
                409,
                "id",
                id,
                $"The id '{id}' belongs to another study ('{known.Name}').",
                "Send the same study again, or choose another id or Idempotency-Key.");
        // What a host lost between the record and the start is made up for by the next request; so both are repeated.
        if (known is null || known.Status == StudyStatus.Queued)
        {
            byte[] json = Encoding.UTF8.GetBytes(StudyFile.ToJson(spec with { Id = id }));
            await host.ArtifactsOf(id).PutAsync(StudyArtifact, (stream, stop) => stream.WriteAsync(json, stop).AsTask(), cancellation);
            await host.StartAsync(known ?? study, cancellation);
        }

        return Show(202, await host.ObserveAsync(known ?? study, cancellation)).With("Location", $"/api/studies/{id}");
    }

    private async Task CheckUploadsAsync(StudySpec spec, CancellationToken cancellation)
    {
        var uploads = new UploadedData(NoData.Instance, host.Uploads);
        var problems = new List<InputProblem>();
        foreach (DataSpec data in spec.Data.Where(data => data.Source.StartsWith(UploadedData.Prefix, StringComparison.Ordinal)))
        {
            foreach (string hash in UploadedData.HashesOf(data.Source))
            {
                try
                {
                    await uploads.ResolveAsync(UploadedData.Prefix + hash, cancellation);
                }
                catch (InvalidInputException fault)
                {
                    problems.AddRange(
                        fault.Problems.Select(
                            problem => problem with
                            {
                                Place = Place.Field($"data.{data.Symbol}"), Field = $"data.{data.Symbol}", Value = data.Source
                            }));
                }
            }
        }

        if (problems.Count > 0)
            throw new InvalidInputException(problems);
    }

    private async Task<ServiceResponse> ListAsync(CancellationToken cancellation)
    {
        var views = new List<StudyView>();
        foreach (StudyRecord study in await store.ListAsync(cancellation))
            views.Add(StudyView.Of(study.HasEnded ? study : await host.ObserveAsync(study, cancellation)));
        return ServiceResponse.Of(200, new StudyListView(views), ServiceJson.Default.StudyListView);
    }

    private async Task<ServiceResponse> SignalAsync(string id, StudySignal signal, CancellationToken cancellation)
    {
        StudyRecord study = await host.ObserveAsync(await FindAsync(id, cancellation), cancellation);
        bool done = (signal, study.Status) is (StudySignal.Pause, StudyStatus.Paused) or (StudySignal.Resume, StudyStatus.Running)
            or (StudySignal.Stop, StudyStatus.Stopping or StudyStatus.Stopped) or (StudySignal.Cancel, StudyStatus.Cancelled);
        if (done)
            return Show(202, study);
        string verb = signal.ToString().ToLowerInvariant();
        if (study.HasEnded)
            return Problems.Of(
                409, "status", StatusOf(study), $"The study '{id}' is {StatusOf(study)}, so that it cannot {verb}.", "Start a new study.");
        if (signal == StudySignal.Resume && study.Status != StudyStatus.Paused)
            return Problems.Of(
                409,
                "status",
                StatusOf(study),
                $"The study '{id}' is {StatusOf(study)}, so that there is nothing to resume.",
                "Pause it first.");
        if (signal == StudySignal.Pause && study.Status == StudyStatus.Stopping)
            return Problems.Of(
                409,
                "status",
                StatusOf(study),
                $"The study '{id}' is stopping, so that it cannot pause.",
                "Wait for its results, or cancel it.");
        await host.SignalAsync(id, signal, cancellation);
        return Show(202, await host.ObserveAsync(await FindAsync(id, cancellation), cancellation));
    }

    private async Task<ServiceResponse> DeleteAsync(string id, CancellationToken cancellation)
    {
        StudyRecord study = await host.ObserveAsync(await FindAsync(id, cancellation), cancellation);
        if (!study.HasEnded)
            return Problems.Of(
                409,
                "status",
                StatusOf(study),
                $"The study '{id}' is {StatusOf(study)}, so that it cannot be removed.",
                $"Cancel it first, with POST /api/studies/{id}/cancel.");
        await host.DeleteAsync(id, cancellation);
        return new ServiceResponse { Status = 204 };
    }

    private async Task<StudyRecord> FindAsync(string id, CancellationToken cancellation) =>
        (StudyRequest.IsId(id) ? await store.FindAsync(id, cancellation) : null)
        ?? throw new ServiceFault(Problems.Of(404, "id", id, $"There is no study '{id}'.", "GET /api/studies lists all."));

    private async Task<byte[]> ReadBodyAsync(ServiceRequest request, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (content.Length == 0)
                CrossSite.CheckContentType(request);
            content.Write(buffer, 0, read);
            if (content.Length > limits.BodyBytes)
                throw new ServiceFault(
                    Problems.Of(
                        413,
                        "body",
                        null,
                        $"The body is larger than {limits.BodyBytes} bytes.",
                        "Make it smaller: of a study, upload the data with PUT /api/data/{sha256} and write ranges instead of long "
                            + "lists."));
        }

        return content.ToArray();
    }

    private static string StatusOf(StudyRecord study) => study.Status.ToString().ToLowerInvariant();

    private static ServiceResponse Show(int status, StudyRecord study) =>
        ServiceResponse.Of(status, StudyView.Of(study), ServiceJson.Default.StudyView);

    /// <summary>No data but uploads.</summary>
    private sealed class NoData : IDataSource
    {
        public static NoData Instance { get; } = new();

        public Task<DataKey> ResolveAsync(string name, CancellationToken cancellation) =>
            throw new InvalidInputException(name, "There is no such data.", "Upload it with PUT /api/data/{sha256}.");

        public Task<Stream> OpenAsync(DataKey key, CancellationToken cancellation) =>
            throw new InvalidInputException(key.Name, "There is no such data.");

        public Task<IReadOnlyList<string>> ListAsync(string pattern, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<string>>([]);
    }
}
