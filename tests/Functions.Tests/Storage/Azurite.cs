using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace ServerlessTuner.Functions.Tests.Storage;

/// <summary>
/// The storage emulator in memory, started once for all tests: the file that TUNER_AZURITE names, <c>azurite</c> on the path or in
/// <c>node_modules</c>, or else what npx fetches from npm (3.35.0, the last that runs on Node 20).
/// </summary>
internal static class Azurite
{
    private static readonly Lazy<string[]?> Command = new(Find);
    private static readonly Lazy<string> Started = new(Start);

    /// <summary>Why tests on it are skipped, or null. On CI nothing is skipped: there they fail.</summary>
    public static string? Missing =>
        Command.Value is null
            && Environment.GetEnvironmentVariable("CI") != "true"
                ? "Azurite cannot be had: install Node and run 'npm install azurite@3.35.0', or set TUNER_AZURITE."
                : null;

    public static string Connection => Started.Value;

    /// <summary>A new, empty container.</summary>
    public static BlobContainerClient NewContainer()
    {
        var container = new BlobContainerClient(Connection, $"c{Guid.NewGuid():N}");
        container.Create();
        return container;
    }

    /// <summary>A new, empty table.</summary>
    public static TableClient NewTable()
    {
        var table = new TableClient(Connection, $"t{Guid.NewGuid():N}");
        table.Create();
        return table;
    }

    private static string[]? Find()
    {
        if (Environment.GetEnvironmentVariable("TUNER_AZURITE") is { Length: > 0 } given)
            return [given];
        var folders = new List<string>();
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            folders.Add(Path.Combine(folder.FullName, "node_modules", ".bin"));
        folders.AddRange((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator));
        if (folders.Select(folder => Path.Combine(folder, "azurite")).FirstOrDefault(File.Exists) is { } found)
            return [found];
        string[] fetched = ["npx", "--yes", "azurite@3.35.0"];
        try
        {
            using Process probe = Process.Start(
                new ProcessStartInfo(fetched[0], [.. fetched[1..], "--version"]) { UseShellExecute = false })!;
            if (probe.WaitForExit(120_000))
                return probe.ExitCode == 0 ? fetched : null;
            probe.Kill(entireProcessTree: true);
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no npx.
            return null;
        }
    }

    private static string Start()
    {
        int[] ports = [FreePort(), FreePort(), FreePort()];
        string[] command =
        [
            .. Command.Value!, "--skipApiVersionCheck", "--disableTelemetry", "--silent", "--inMemoryPersistence",
            "--blobPort", $"{ports[0]}", "--queuePort", $"{ports[1]}", "--tablePort", $"{ports[2]}",
        ];
        // The shell ends the emulator when its own input ends: so even a test host that is killed leaves no process behind. Not every shell
        // gives it a group of its own where there is no terminal.
        string[] arguments = ["-c", "set -m; \"$@\" & child=$!; cat > /dev/null; kill -- -$child 2>/dev/null || kill $child", "sh", .. command];
        Process process = Process.Start(new ProcessStartInfo("sh", arguments) { UseShellExecute = false, RedirectStandardInput = true })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            process.StandardInput.Close();
            process.WaitForExit();
        };
        foreach (int port in ports)
            WaitFor(process, port);
        // The emulator's account and key are the same everywhere, and public.
        const string Account = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";
        return $"{Account}BlobEndpoint=http://127.0.0.1:{ports[0]}/devstoreaccount1;QueueEndpoint=http://127.0.0.1:{ports[1]}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{ports[2]}/devstoreaccount1;";
    }

    private static void WaitFor(Process process, int port)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (!process.HasExited && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1))
            {
                Thread.Sleep(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
