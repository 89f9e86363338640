using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Core.Service;

/// <content>The registry of models.</content>
public sealed partial class StudyService
{
    private const string Unnamed = "unknown";
    private const int LongestBy = 100;

    private readonly ModelLibrary library = new(host.Models, time);

    private async Task<ServiceResponse> ListModelsAsync(CancellationToken cancellation) => ServiceResponse.Of(
        200,
        new ModelListView([.. (await library.ListAsync(cancellation)).Select(ModelView.Of)]),
        ServiceJson.Default.ModelListView);

    private async Task<ServiceResponse> GetModelAsync(string name, CancellationToken cancellation) =>
        ServiceResponse.Of(200, ModelView.Of(await FindModelAsync(name, cancellation)), ServiceJson.Default.ModelView);

    private async Task<ServiceResponse> GetVersionAsync(string name, string version, CancellationToken cancellation)
    {
        RegisteredModel model = await FindModelAsync(name, cancellation);
        return ShowVersion(200, model, FindVersion(model, version));
    }

    private async Task<ServiceResponse> GetModelFileAsync(string name, string version, string file, CancellationToken cancellation)
    {
        FinalModel model = await library.OpenAsync(FindVersion(await FindModelAsync(name, cancellation), version), cancellation);
        if (file != model.Card.File && file != ModelCard.FileName)
            return Problems.Of(
                404,
                "file",
                file,
                $"This version of {name} has no file '{file}'.",
                $"It has {model.Card.File} and {ModelCard.FileName}.");
        return new ServiceResponse
        {
            Status = 200,
            ContentType = MediaType(file),
            Body = file == ModelCard.FileName ? System.Text.Encoding.UTF8.GetBytes(ModelPackage.Write(model.Card)) : model.Content,
        };
    }

    private async Task<ServiceResponse> PromoteAsync(string name, ServiceRequest request, CancellationToken cancellation)
    {
        PromoteRequest body = await ReadAsync(request, ServiceJson.Default.PromoteRequest, cancellation);
        if (body.Study is null)
            return Problems.Of(400, "study", null, "study is missing.", "Name the id of a study that has ended.");
        ModelNames.Check(name);
        StudyRecord study = await host.ObserveAsync(await FindAsync(body.Study, cancellation), cancellation);
        if (study.Status is not (StudyStatus.Completed or StudyStatus.Stopped))
            return Problems.Of(
                409,
                "study",
                body.Study,
                $"The study '{study.Id}' is {StatusOf(study)}, so that it has no models to promote.",
                "Wait until it is completed, or stop it.");
        StudySpec spec = await ReadStudyAsync(study.Id, cancellation);
        FinalModel model = await new ModelOfStudy(
            spec, host.ArtifactsOf(study.Id), stop => host.LoadDataAsync(study.Id, spec, stop), time).GetAsync(body.Trial, cancellation);
        ModelVersion found = await library.PromoteAsync(name, model, body.Alias, body.Require, By(body.By), cancellation);
        return ShowVersion(201, await FindModelAsync(name, cancellation), found);
    }

    private async Task<ServiceResponse> MoveAliasAsync(string name, string alias, ServiceRequest request, CancellationToken cancellation)
    {
        MoveAliasRequest body = await ReadAsync(request, ServiceJson.Default.MoveAliasRequest, cancellation);
        if (body.Version is null)
            return Problems.Of(400, "version", null, "version is missing.", "Write a number, an alias, or latest.");
        FindVersion(await FindModelAsync(name, cancellation), body.Version);
        ModelVersion found = await library.MoveAsync(name, alias, body.Version, body.Require, By(body.By), cancellation);
        return ShowVersion(200, await FindModelAsync(name, cancellation), found);
    }

    private async Task<ServiceResponse> RollbackAsync(string name, string alias, ServiceRequest request, CancellationToken cancellation)
    {
        RollbackRequest body = await ReadAsync(request, ServiceJson.Default.RollbackRequest, cancellation);
        await FindModelAsync(name, cancellation);
        ModelVersion found = await library.RollbackAsync(name, alias, By(body.By), cancellation);
        return ShowVersion(200, await FindModelAsync(name, cancellation), found);
    }

    private async Task<StudySpec> ReadStudyAsync(string id, CancellationToken cancellation)
    {
        await using Stream stream = await host.ArtifactsOf(id).OpenAsync(StudyArtifact, cancellation) ?? throw new ServiceFault(
            Problems.Of(409, "study", id, $"The study '{id}' has lost its own file.", "Start it again under another id."));
        using var reader = new StreamReader(stream);
        return StudyFile.FromJson(await reader.ReadToEndAsync(cancellation));
    }

    private async Task<RegisteredModel> FindModelAsync(string name, CancellationToken cancellation) =>
        await library.FindAsync(name, cancellation)
        ?? throw new ServiceFault(Problems.Of(404, "name", name, $"There is no model '{name}'.", "GET /api/models lists all."));

    private static ModelVersion FindVersion(RegisteredModel model, string version)
    {
        try
        {
            return model.Find(version);
        }
        catch (Model.Problems.InvalidInputException fault)
        {
            throw new ServiceFault(
                Problems.Of(404, "version", version, fault.Problems[0].Detail, fault.Problems[0].Remedy));
        }
    }

    private static ServiceResponse ShowVersion(int status, RegisteredModel model, ModelVersion version) =>
        ServiceResponse.Of(status, ModelVersionView.Of(model, version), ServiceJson.Default.ModelVersionView);

    private static string By(string? by) => by is null or "" ? Unnamed : by.Length <= LongestBy ? by : by[..LongestBy];

    private async Task<T> ReadAsync<T>(ServiceRequest request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        byte[] body = await ReadBodyAsync(request, cancellation);
        try
        {
            return JsonSerializer.Deserialize(body.Length == 0 ? "{}"u8 : body, type) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException fault)
        {
            throw new ServiceFault(
                Problems.Of(
                    400,
                    fault.Path is { Length: > 2 } path ? path[2..] : "body",
                    null,
                    $"The body cannot be read: {fault.Message}",
                    "GET /api/openapi.json says what it may hold."));
        }
    }
}
