using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Cli.Client;

/// <content>The calls of an agent.</content>
internal sealed partial class ServiceClient
{
    /// <summary>Whether the service is on this machine.</summary>
    public bool IsLocal => server.IsLoopback;

    /// <summary>The study as the service runs it.</summary>
    public async Task<StudySpec> StudyAsync(string id, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, Address($"{StudyPath(id)}/artifacts/{StudyService.StudyArtifact}")), cancellation);
        await CheckAsync(response, cancellation);
        return StudyFile.FromJson(await response.Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>Asks for a trial.</summary>
    /// <returns>The trial; without one, after which time to ask again, or null that the study has ended.</returns>
    public async Task<(AskedTrialView? Trial, TimeSpan? Wait)> AskAsync(string id, AskRequest ask, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(
            () => Json(HttpMethod.Post, $"{StudyPath(id)}/trials", ask, ServiceJson.Default.AskRequest), cancellation);
        switch (response.StatusCode)
        {
            case HttpStatusCode.Gone:
                return (null, null);
            case HttpStatusCode.NoContent:
                return (null, response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
            default:
                await CheckAsync(response, cancellation);
                return (await ReadAsync(response, ServiceJson.Default.AskedTrialView, cancellation), null);
        }
    }

    /// <summary>Reports a step, or with no step that the agent is still at work.</summary>
    /// <exception cref="TrialLostException">The trial is no longer this agent's.</exception>
    public async Task<ReportView> ReportAsync(AskedTrialView trial, ReportRequest report, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(
            () => Json(HttpMethod.Post, trial.Links.Reports, report, ServiceJson.Default.ReportRequest), cancellation);
        await CheckTrialAsync(trial, response, cancellation);
        return await ReadAsync(response, ServiceJson.Default.ReportView, cancellation);
    }

    /// <summary>Tells the outcome of a trial, or gives it back.</summary>
    /// <returns>How it stands on record; null where it was given back.</returns>
    /// <exception cref="TrialLostException">The trial is no longer this agent's.</exception>
    public async Task<OutcomeView?> TellAsync(AskedTrialView trial, TellRequest outcome, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(
            () => Json(HttpMethod.Put, trial.Links.Outcome, outcome, ServiceJson.Default.TellRequest), cancellation);
        await CheckTrialAsync(trial, response, cancellation);
        return response.StatusCode == HttpStatusCode.NoContent
            ? null
            : await ReadAsync(response, ServiceJson.Default.OutcomeView, cancellation);
    }

    /// <summary>Keeps a file with the study.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="name">The path below the trial: <c>log</c>, or <c>files/</c> and a name.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task KeepAsync(AskedTrialView trial, string name, string path, CancellationToken cancellation)
    {
        await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using HttpResponseMessage response = await SendAsync(
            () =>
            {
                content.Position = 0;
                var body = new StreamContent(new LentStream(content));
                body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                return new HttpRequestMessage(HttpMethod.Put, Address($"{trial.Links.Outcome}/{name}")) { Content = body };
            },
            cancellation);
        await CheckAsync(response, cancellation);
    }

    private async Task CheckTrialAsync(AskedTrialView trial, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.Gone or HttpStatusCode.NotFound))
        {
            await CheckAsync(response, cancellation);
            return;
        }

        try
        {
            await CheckAsync(response, cancellation);
        }
        catch (InvalidInputException fault)
        {
            throw new TrialLostException($"Trial {trial.Trial} is no longer this agent's: {fault.Message}", fault);
        }
    }

    private HttpRequestMessage Json<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue(ServiceResponse.Json);
        return new HttpRequestMessage(method, Address(path)) { Content = content };
    }
}
