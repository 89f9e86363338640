using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Serving;

/// <summary>
/// Carries requests from Kestrel to what answers them, a <see cref="StudyService"/> or the endpoint of programs, and the answers back. All
/// that knows ASP.NET Core.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private const string PagePath = "/api/page";

    private readonly WebApplication app;

    private HttpServer(WebApplication app) => this.app = app;

    /// <summary>Where it listens, with the port that was really taken.</summary>
    public string Address =>
        app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts to listen.</summary>
    /// <param name="options">The port and the key.</param>
    /// <param name="address">The address.</param>
    /// <param name="answer">Answers a request that may be answered.</param>
    /// <param name="log">Hears of faults.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<HttpServer> StartAsync(
        ServeOptions options,
        IPAddress address,
        Func<ServiceRequest, CancellationToken, Task<ServiceResponse>> answer,
        Action<string> log,
        CancellationToken cancellation)
    {
        // The empty builder: no configuration files, no environment, no logging.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The service counts what it reads, by call.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(address, options.Port);
        });
        WebApplication built = builder.Build();
        built.Run(context => AnswerAsync(context, options, address, answer, log));
        await built.StartAsync(cancellation);
        return new HttpServer(built);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
        await app.DisposeAsync();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever breaks one request must not break the others.")]
    private static async Task AnswerAsync(
        HttpContext context,
        ServeOptions options,
        IPAddress address,
        Func<ServiceRequest, CancellationToken, Task<ServiceResponse>> answer,
        Action<string> log)
    {
        // As it was sent: the framework's path is half decoded.
        string path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        if (path == "/")
            path = PagePath;
        ServiceResponse response;
        try
        {
            response = Refuse(context.Request, path, options, address) ?? await answer(
                new ServiceRequest
                {
                    Method = context.Request.Method,
                    Path = path,
                    Query = context.Request.Query.ToDictionary(
                        pair => pair.Key, pair => pair.Value.FirstOrDefault() ?? string.Empty, StringComparer.Ordinal),
                    Header = name => context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null,
                    HasKey = options.Key is not null,
                    Body = new RequestBody(context.Request.Body),
                },
                context.RequestAborted);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException fault)
        {
            response = fault.StatusCode == StatusCodes.Status408RequestTimeout
                ? Problems.Of(
                    408, "body", null, "The body did not come fast enough.", "Send it again, over a faster line or in smaller files.")
                : Problems.Of(
                    400,
                    "body",
                    null,
                    "The body is not what its headers say.",
                    "Send the same again, with a Content-Length or whole chunks.");
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            log($"{context.Request.Method} {path}: {fault.Message}");
            response = Problems.Of(
                503,
                "disk",
                null,
                StorageFault.IsFull(fault)
                    ? "The disk of the service is full."
                    : "The disk of the service does not take or give what it should.",
                "Send the same again in a moment; studies go on when there is room.")
                with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = "5" } };
        }
        catch (Exception fault)
        {
            log($"{context.Request.Method} {path}: {fault}");
            response = Problems.Of(
                500, "service", null, "The request broke the service; its log says how.", "Try again, and report the fault if it stays.");
        }

        await SendAsync(context.Response, response, context.RequestAborted);
    }

    /// <summary>The answer to a request that may not be answered, or null.</summary>
    private static ServiceResponse? Refuse(HttpRequest request, string path, ServeOptions options, IPAddress address)
    {
        // A web page elsewhere can make a browser send requests here under a name of its own.
        if (options.Key is null
            && IPAddress.IsLoopback(address)
            && request.Host.Host is not ("127.0.0.1" or "localhost" or "[::1]")
            && request.Host.Host != address.ToString())
            return Problems.Of(
                403,
                "Host",
                request.Host.Value,
                $"This service answers to its own address only, not to '{request.Host.Host}'.",
                "Use http://127.0.0.1, or start the service with a key.");
        if (options.Key is not string key || ServiceRoutes.Find(request.Method, path, out _, out _) is { IsOpen: true })
            return null;
        string? given = request.Headers.TryGetValue("x-functions-key", out var header)
            ? header.ToString()
            : request.Query["code"].FirstOrDefault();
        if (given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key)))
            return null;
        return Problems.Of(
            401,
            "x-functions-key",
            null,
            given is null ? "This service needs a key." : "The key is not this service's.",
            "Send it in the header x-functions-key.");
    }

    private static async Task SendAsync(HttpResponse target, ServiceResponse response, CancellationToken cancellation)
    {
        target.StatusCode = response.Status;
        foreach ((string name, string value) in response.Headers)
            target.Headers[name] = value;
        if (response.ContentType is not null)
            target.ContentType = response.ContentType;
        try
        {
            if (response.Content is { } content)
            {
                await using (content)
                    await content.CopyToAsync(target.Body, cancellation);
            }
            else if (response.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            {
                target.ContentLength = response.Body.Length;
                await target.Body.WriteAsync(response.Body, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
    }
}
