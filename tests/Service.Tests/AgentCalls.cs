using System.Text;
using System.Text.Json;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Service.Tests;

/// <summary>The service on a host in memory, with a clock that the test turns, and the calls of an agent.</summary>
public abstract class AgentCalls
{
    private protected TurnedClock Clock { get; } = new();

    private protected MemoryStudyStore Store { get; } = new();

    private protected MemoryHost Host { get; }

    private protected StudyService Service { get; }

    protected AgentCalls()
    {
        Host = new MemoryHost(Store);
        Service = new StudyService(Store, Host, new ServiceLimits { BodyBytes = 10_000, Attempts = 100 }, Clock, "1.2.3");
    }

    private protected async Task<string> StartAsync(string study)
    {
        AgentAnswer answer = await SendAsync("POST", "/api/studies", study);
        Assert.True(answer.Status == 202, answer.ToString());
        Assert.True(answer.Body.GetProperty("external").GetBoolean());
        string id = answer.Body.GetProperty("id").GetString()!;
        await using Stream json = (await Host.ArtifactsOf(id).OpenAsync(StudyService.StudyArtifact, default))!;
        using var reader = new StreamReader(json);
        var at = new MemoryAgentStudy(id, StudyFile.FromJson(await reader.ReadToEndAsync()), Host.Trials, Clock);
        await at.OfferAsync();
        Host.AgentStudies[id] = at;
        await Store.SaveAsync((await Store.FindAsync(id, default))! with { Status = StudyStatus.Running }, default);
        return id;
    }

    private protected Task<AgentAnswer> AskAsync(string id, string body = "{}") => SendAsync("POST", $"/api/studies/{id}/trials", body);

    private protected Task<AgentAnswer> ReportAsync(string id, long trial, string body) =>
        SendAsync("POST", $"/api/studies/{id}/trials/{trial}/reports", body);

    private protected Task<AgentAnswer> TellAsync(string id, long trial, string body) => SendAsync("PUT", $"/api/studies/{id}/trials/{trial}", body);

    private protected async Task<AgentAnswer> SendAsync(string method, string path, string body)
    {
        ServiceResponse response = await Service.HandleAsync(
            new ServiceRequest { Method = method, Path = path, Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) }, default);
        JsonElement json = default;
        if (response.Body.Length > 0)
            json = JsonElement.Parse(response.Body.Span);
        return new AgentAnswer(
            response.Status, json, response.Headers.TryGetValue("Retry-After", out string? seconds) ? int.Parse(seconds) : null);
    }

    private protected static void AssertProblem(int status, string field, string remedy, AgentAnswer answer)
    {
        Assert.True(answer.Status == status, answer.ToString());
        JsonElement error = answer.Body.GetProperty("errors")[0];
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.Contains(remedy, answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
