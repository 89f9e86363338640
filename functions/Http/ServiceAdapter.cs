using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask.Client;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Functions.Hosting;
using ServerlessTuner.Functions.Orchestration;
using ServerlessTuner.Functions.Storage;

namespace ServerlessTuner.Functions.Http;

/// <summary>Translates between ASP.NET Core and the service. The client of Durable comes with each request.</summary>
public sealed class ServiceAdapter(
    IStudyStore store,
    IStudyStorage storage,
    StudySessions sessions,
    IAgentTrialStore agentTrials,
    IModelStore models,
    TunerSettings settings,
    TimeProvider time)
{
    private static readonly string Version = typeof(
        ServiceAdapter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    // In Azure, no request comes here without a key. The local tools ask for none.
    private static readonly bool IsInAzure = Environment.GetEnvironmentVariable("WEBSITE_INSTANCE_ID") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("CONTAINER_NAME") is { Length: > 0 };

    /// <summary>Answers a request.</summary>
    public async Task<IActionResult> AnswerAsync(HttpRequest request, DurableTaskClient client)
    {
        var service = new StudyService(
            store, new DurableStudyHost(client, store, storage, sessions, agentTrials, models, settings), settings.Limits, time, Version);
        ServiceResponse response = await service.HandleAsync(
            new ServiceRequest
            {
                Method = request.Method.ToUpperInvariant(),
                Path = request.Path.ToUriComponent(),
                Query = request.Query.ToDictionary(
                    pair => pair.Key, pair => pair.Value.FirstOrDefault() ?? string.Empty, StringComparer.Ordinal),
                Header = name => request.Headers.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values)
                    ? values.FirstOrDefault()
                    : null,
                HasKey = IsInAzure,
                Body = request.Body,
            },
            request.HttpContext.RequestAborted);
        return new ServiceResult(response);
    }

    /// <summary>Sends an answer of the service.</summary>
    private sealed class ServiceResult(ServiceResponse response) : IActionResult
    {
        /// <inheritdoc/>
        public async Task ExecuteResultAsync(ActionContext context)
        {
            HttpResponse target = context.HttpContext.Response;
            target.StatusCode = response.Status;
            foreach ((string name, string value) in response.Headers)
                target.Headers[name] = value;
            if (response.ContentType is not null)
                target.ContentType = response.ContentType;
            if (response.Content is { } content)
            {
                await using (content)
                    await content.CopyToAsync(target.Body, context.HttpContext.RequestAborted);
            }
            else if (response.Body.Length > 0)
            {
                target.ContentLength = response.Body.Length;
                await target.Body.WriteAsync(response.Body, context.HttpContext.RequestAborted);
            }
        }
    }
}
