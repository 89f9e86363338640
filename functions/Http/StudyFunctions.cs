using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ServerlessTuner.Functions.Http;

/// <summary>
/// The HTTP API: one function per call, so that each shows up in the portal with its own key and figures. What they answer is
/// decided in <c>core/Service</c>, as it is for <c>tuner serve</c>.
/// </summary>
public sealed class StudyFunctions(ServiceAdapter service)
{
    /// <summary>Says that the service lives; needs no key.</summary>
    [Function("Health")]
    public Task<IActionResult> HealthAsync(
        [
            HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>The OpenAPI document.</summary>
    [Function("OpenApi")]
    public Task<IActionResult> OpenApiAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "openapi.json")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Starts a study.</summary>
    [Function("StartStudy")]
    public Task<IActionResult> StartStudyAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "studies")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Lists the studies.</summary>
    [Function("ListStudies")]
    public Task<IActionResult> ListStudiesAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Status and progress of a study.</summary>
    [Function("GetStudy")]
    public Task<IActionResult> GetStudyAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies/{id}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Removes a study that has ended.</summary>
    [Function("DeleteStudy")]
    public Task<IActionResult> DeleteStudyAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "delete", Route = "studies/{id}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>A page of its trials.</summary>
    [Function("ListTrials")]
    public Task<IActionResult> ListTrialsAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies/{id}/trials")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Its files.</summary>
    [Function("ListArtifacts")]
    public Task<IActionResult> ListArtifactsAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies/{id}/artifacts")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>One of its files.</summary>
    [Function("GetArtifact")]
    public Task<IActionResult> GetArtifactAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies/{id}/artifacts/{*name}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>No new work until resumed.</summary>
    [Function("Pause")]
    public Task<IActionResult> PauseAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "studies/{id}/pause")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Goes on.</summary>
    [Function("Resume")]
    public Task<IActionResult> ResumeAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "studies/{id}/resume")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Finishes what runs, then publishes.</summary>
    [Function("Stop")]
    public Task<IActionResult> StopAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "studies/{id}/stop")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Ends now.</summary>
    [Function("Cancel")]
    public Task<IActionResult> CancelAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "studies/{id}/cancel")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>An external agent asks for a trial.</summary>
    [Function("AskTrial")]
    public Task<IActionResult> AskTrialAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "studies/{id}/trials")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>An external agent reports a step.</summary>
    [Function("ReportStep")]
    public Task<IActionResult> ReportStepAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "studies/{id}/trials/{n}/reports")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>An external agent tells a trial's outcome.</summary>
    [Function("TellTrial")]
    public Task<IActionResult> TellTrialAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "put", Route = "studies/{id}/trials/{n}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Keeps what the program of a trial printed.</summary>
    [Function("PutTrialLog")]
    public Task<IActionResult> PutTrialLogAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "put", Route = "studies/{id}/trials/{n}/log")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Keeps a file that a trial made.</summary>
    [Function("PutTrialFile")]
    public Task<IActionResult> PutTrialFileAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "put", Route = "studies/{id}/trials/{n}/files/{*name}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Whether a data file is there.</summary>
    [Function("HasData")]
    public Task<IActionResult> HasDataAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "head", Route = "data/{sha256}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Uploads a data file.</summary>
    [Function("PutData")]
    public Task<IActionResult> PutDataAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "put", Route = "data/{sha256}")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>The page for people; needs no key.</summary>
    [Function("Page")]
    public Task<IActionResult> PageAsync(
        [
            HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "page")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Says what is wrong with a study file.</summary>
    [Function("Validate")]
    public Task<IActionResult> ValidateAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "post", Route = "validate")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>All its trials by columns.</summary>
    [Function("GetColumns")]
    public Task<IActionResult> GetColumnsAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies/{id}/columns")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>How much each parameter matters.</summary>
    [Function("GetImportance")]
    public Task<IActionResult> GetImportanceAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies/{id}/importance")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Notes, tags and stars.</summary>
    [Function("GetNotes")]
    public Task<IActionResult> GetNotesAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies/{id}/notes")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>Replaces them.</summary>
    [Function("PutNotes")]
    public Task<IActionResult> PutNotesAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "put", Route = "studies/{id}/notes")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);

    /// <summary>The trades of a trial.</summary>
    [Function("GetTrades")]
    public Task<IActionResult> GetTradesAsync(
        [
            HttpTrigger(AuthorizationLevel.Function, "get", Route = "studies/{id}/trials/{n}/trades")
        ] HttpRequest request, [DurableClient] DurableTaskClient client) => service.AnswerAsync(request, client);
}
