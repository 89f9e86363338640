using System.Net;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Cli.Serving;

/// <summary>A whole service: records, threads and the port.</summary>
internal static class Service
{
    // Answers must not wait for the pool to grow while data is loaded or results are written.
    private const int ThreadsForAnswers = 16;

    /// <summary>Serves until told to stop.</summary>
    /// <exception cref="InvalidInputException">The folder is another service's, or the port is taken.</exception>
    public static async Task RunAsync(ServeOptions options, IPAddress address, TextWriter output, Task stop)
    {
        ThreadPool.GetMinThreads(out int threads, out int completions);
        ThreadPool.SetMinThreads(Math.Max(threads, ThreadsForAnswers), completions);
        var lines = new Lock();
        using FolderLock folderLock = FolderLock.Take(options.Root);
        FileStudyStore? records = null;
        using var store = records = new FileStudyStore(Path.Combine(options.Root, "studies"), Log)
        {
            Published = async (id, cancellation) =>
            {
                string output = Path.Combine(records!.FolderOf(id), "out");
                return await ResultRecords.ReadAsync(StudyFolder.Load(output), new FileArtifactStore(output), cancellation);
            },
        };
        await using var host = new ServeHost(options, store, TimeProvider.System, Log);
        var service = new StudyService(store, host, options.Limits, TimeProvider.System, StudyMetadata.Version);
        await host.BeginAsync(default);
        HttpServer server;
        try
        {
            server = await HttpServer.StartAsync(options, address, service.HandleAsync, Log, default);
        }
        catch (IOException fault)
        {
            throw new InvalidInputException(
                "--port",
                $"--port is {options.Port}, but the service cannot listen there: {fault.Message} Choose another, or 0 for a free one.");
        }

        await using (server)
        {
            Log($"Listening on {server.Address}, with state in {options.Root}.");
            await stop;
            Log("Stopping; studies go on when the service is started again.");
        }

        void Log(string line)
        {
            lock (lines)
            {
                try
                {
                    output.WriteLine(line);
                    output.Flush();
                }
                catch (IOException)
                {
                    // A log on a full disk, or one that nobody reads any more, must not end the service.
                }
            }
        }
    }
}
