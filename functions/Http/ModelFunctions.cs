using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ServerlessTuner.Functions.Http;

/// <summary>The calls of the registry of models; see <see cref="StudyFunctions"/>.</summary>
public sealed class ModelFunctions(ServiceAdapter service)
{
    /// <summary>Lists the registered models.</summary>
    [Function("ListModels")]
    public Task<IActionResult> ListModelsAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>A registered model.</summary>
    [Function("GetModel")]
    public Task<IActionResult> GetModelAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Registers the model of a trial.</summary>
    [Function("PromoteModel")]
    public Task<IActionResult> PromoteModelAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{model}/versions")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>A version of a model.</summary>
    [Function("GetModelVersion")]
    public Task<IActionResult> GetModelVersionAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/versions/{version}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>A file of a version.</summary>
    [Function("GetModelFile")]
    public Task<IActionResult> GetModelFileAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/versions/{version}/files/{*file}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Sets an alias to a version.</summary>
    [Function("MoveAlias")]
    public Task<IActionResult> MoveAliasAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "put", Route = "models/{model}/aliases/{alias}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Sets an alias back.</summary>
    [Function("RollbackAlias")]
    public Task<IActionResult> RollbackAliasAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{model}/aliases/{alias}/rollback")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);
}
