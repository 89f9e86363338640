using ServerlessTuner.Cli.Tests.Serving;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>A service does not grow with the studies behind it.</summary>
public sealed class BoundedMemoryTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chaos").FullName;

    [Fact]
    public async Task Serve_ManyStudiesEnded_KeepsLittleOfEach()
    {
        int count = Chaos.Count(60, 1000);
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));
        await RunAsync(0, 20);
        long before = service.Megabytes();

        await RunAsync(20, count);

        long grown = service.Megabytes() - before;
        // Before, each of them kept 0.9 MB.
        Assert.InRange(grown, -1000, 20 + (count / 4));
        Chaos.Report(output, "memory", $"{count} studies of 1000 trials, {before} MB after 20, {grown} MB more after all");

        async Task RunAsync(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                await service.StartStudyAsync(
                    $"id: s{i}\nfunction: sphere\nparameters: {{x0: {{min: -5.0, max: 5.0}}, x1: {{min: -5.0, max: 5.0}}}}\nsampler: "
                        + $"random\ntrials: 1000\n");
                await service.WaitForStatusAsync($"s{i}", "completed");
            }
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
