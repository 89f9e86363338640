using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Files;

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
        ServiceCall.PutTrialLog => await PutLogAsync(arguments[0], arguments[1], request, cancellation),
        ServiceCall.PutTrialFile => await PutFileAsync(arguments[0], arguments[1], arguments[2], request, cancellation),
        ServiceCall.HasData => await HasDataAsync(arguments[0], cancellation),
        ServiceCall.PutData => await PutDataAsync(arguments[0], request, cancellation),
        ServiceCall.ListModels => await ListModelsAsync(cancellation),
        ServiceCall.GetModel => await GetModelAsync(arguments[0], cancellation),
        ServiceCall.GetModelVersion => await GetVersionAsync(arguments[0], arguments[1], cancellation),
        ServiceCall.GetModelFile => await GetModelFileAsync(arguments[0], arguments[1], arguments[2], cancellation),
        ServiceCall.PromoteModel => await PromoteAsync(arguments[0], request, cancellation),
        ServiceCall.MoveAlias => await MoveAliasAsync(arguments[0], arguments[1], request, cancellation),
        ServiceCall.RollbackAlias => await RollbackAsync(arguments[0], arguments[1], request, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "An unknown call."),
    };

    private async Task<ServiceResponse> ListAsync(CancellationToken cancellation)
    {
        var views = new List<StudyView>();
        foreach (StudyRecord study in await store.ListAsync(cancellation))
            views.Add(StudyView.Of(study.HasEnded ? study : await host.ObserveAsync(study, cancellation)));
        return ServiceResponse.Of(200, new StudyListView(views), ServiceJson.Default.StudyListView);
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
}
