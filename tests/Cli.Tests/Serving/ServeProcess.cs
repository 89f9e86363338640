using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ServerlessTuner.Cli.Tests.Serving;

/// <summary>The real command as a service on a free port, and a client beside it.</summary>
public sealed class ServeProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private ServeProcess(Process process, Uri address)
    {
        this.process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public int Id => process.Id;

    public HttpClient Client { get; }

    public string Address => Client.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Starts a service and waits until it listens.</summary>
    public static async Task<ServeProcess> StartAsync(string root, string? key = null, params string[] arguments)
    {
        string[] data = arguments.Contains("--data-root") ? [] : ["--data-root", root];
        return await WaitAsync(
            Tuner.Start(["serve", "--root", root, .. data, "--port", "0", .. arguments], key is null ? [] : [("TUNER_KEY", key)]));
    }

    /// <summary>Starts a service by another command and waits until it listens.</summary>
    public static Task<ServeProcess> StartAsync(ProcessStartInfo info) => WaitAsync(Process.Start(info)!);

    private static async Task<ServeProcess> WaitAsync(Process started)
    {
        string? line = await started.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        while (line is not null && !line.StartsWith("Listening on ", StringComparison.Ordinal))
            line = await started.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.True(line is not null, line is null ? await started.StandardError.ReadToEndAsync() : null);
        // Nobody reads the log, but a full pipe would stop the service.
        _ = started.StandardOutput.ReadToEndAsync();
        _ = started.StandardError.ReadToEndAsync();
        return new ServeProcess(started, new Uri(line!["Listening on ".Length..].Split(',')[0]));
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body = "") =>
        Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/yaml"));

    /// <summary>Starts a study, which must be accepted.</summary>
    public async Task<string> StartStudyAsync(string study)
    {
        using HttpResponseMessage response = await PostAsync("/api/studies", study);
        Assert.True((int)response.StatusCode == 202, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.ToString().Split('/')[^1];
    }

    public Task<JsonElement> GetAsync(string path) => Client.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Polls a study until a condition holds.</summary>
    public async Task<JsonElement> WaitAsync(string id, Func<JsonElement, bool> until)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            JsonElement study = await GetAsync($"/api/studies/{id}");
            if (until(study))
                return study;
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"Waited in vain: {study}");
            await Task.Delay(20);
        }
    }

    public Task<JsonElement> WaitForStatusAsync(string id, string status) =>
        WaitAsync(id, study => study.GetProperty("status").GetString() == status);

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Ends it as a system that shuts down does, and gives the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    /// <summary>The memory that it holds.</summary>
    public long Megabytes()
    {
        process.Refresh();
        return process.WorkingSet64 >> 20;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
        Client.Dispose();
    }
}

/// <summary>The real command in a process.</summary>
internal static class Tuner
{
    public static Process Start(IReadOnlyList<string> arguments, params (string Name, string Value)[] variables)
    {
        var info = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment.Remove("TUNER_SERVER");
        info.Environment.Remove("TUNER_KEY");
        foreach ((string name, string value) in variables)
            info.Environment[name] = value;
        info.ArgumentList.Add(typeof(Program).Assembly.Location);
        foreach (string argument in arguments)
            info.ArgumentList.Add(argument);
        return Process.Start(info)!;
    }

    public static async Task<(int Code, string Output, string Error)> RunAsync(
        IReadOnlyList<string> arguments, params (string Name, string Value)[] variables)
    {
        using Process process = Start(arguments, variables);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
