using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Cli.Tests.Support;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Tests.Serving;

/// <summary>A service whose disk is full, whose files are damaged, or that has much behind it.</summary>
public sealed class ServeFaultTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    private string Root => Path.Combine(folder, "service");

    [SmallDiskFact]
    public async Task Serve_FullDisk_HoldsAnswersAndGoesOnByItself()
    {
        string disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        var info = new ProcessStartInfo("unshare") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            string argument in new[]
            {
                "-rm",
                "bash",
                "-c",
                $"mount -t tmpfs -o size=3m tmpfs {disk} && exec dotnet {typeof(Program).Assembly.Location} serve --root {disk}/service "
                    + $"--port 0 --workers 2"
            })
            info.ArgumentList.Add(argument);
        using ServeProcess service = await ServeProcess.StartAsync(info);
        string inside = $"/proc/{service.Id}/root{disk}";
        string id = await service.StartStudyAsync(
            Studies.Slow.Replace("trials: 1000", "trials: 300").Replace("sampler: random", "sampler: tpe\nparallel: 2"));
        string external = await service.StartStudyAsync(
            "id: agents\nobjective: external\nmetric: loss\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: "
                + "80\nparallel: 40\n");
        await service.WaitAsync(id, study => study.GetProperty("done").GetInt64() > 10);

        Fill(Path.Combine(inside, "filler"));
        JsonElement held = await service.WaitAsync(id, study => study.TryGetProperty("hold", out _));
        Assert.StartsWith("Waiting for disk space", held.GetProperty("hold").GetString(), StringComparison.Ordinal);
        Assert.Equal("running", held.GetProperty("status").GetString());
        Assert.Equal(
            HttpStatusCode.ServiceUnavailable, (await service.PostAsync("/api/studies", "id: later\n" + Studies.Quick)).StatusCode);
        // What fits into the last block of a file is still taken.
        HttpStatusCode asked = HttpStatusCode.OK;
        for (int i = 0; i < 40 && asked == HttpStatusCode.OK; i++)
            asked = (await service.PostAsync($"/api/studies/{external}/trials")).StatusCode;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, asked);
        await Task.Delay(2500);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/api/health")).StatusCode);
        File.Delete(Path.Combine(inside, "filler"));

        JsonElement done = await service.WaitForStatusAsync(id, "completed");
        Assert.Equal(300, done.GetProperty("trials").GetInt32());
        Assert.False(done.TryGetProperty("hold", out _));
        await service.StartStudyAsync("id: later\n" + Studies.Quick);
        await service.WaitForStatusAsync("later", "completed");
        Assert.Equal("running", (await service.GetAsync($"/api/studies/{external}")).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync($"/api/studies/{external}/trials")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("\0\0\0\0")]
    [InlineData("[]")]
    [InlineData("{\"id\": 7}")]
    [InlineData("{\"id\": \"bad\", \"name\": \"n\", \"hash\": \"h\", \"metric\": \"m\", \"goal\": \"maximize\", \"status\": \"unheard\"}")]
    [InlineData("{\"id\": \"other\", \"name\": \"n\", \"hash\": \"h\", \"metric\": \"m\", \"goal\": \"maximize\"}")]
    public async Task Find_DamagedRecord_IsLeftOutAndNamed(string content)
    {
        var lines = new List<string>();
        await new FileStudyStore(Root, lines.Add).AddAsync(Record("good"), default);
        Directory.CreateDirectory(Path.Combine(Root, "bad"));
        await File.WriteAllTextAsync(Path.Combine(Root, "bad", "record.json"), content);

        IReadOnlyList<StudyRecord> found = await new FileStudyStore(Root, lines.Add).ListAsync(default);

        Assert.Equal("good", Assert.Single(found).Id);
        Assert.StartsWith(Path.Combine(Root, "bad"), Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_StudyThatEndedTheServiceThreeTimes_IsSetAsideUntilResumed()
    {
        using (ServeProcess before = await ServeProcess.StartAsync(Root))
        {
            await before.StartStudyAsync("id: poison\n" + Studies.Slow);
            await before.WaitForStatusAsync("poison", "running");
            before.Kill();
        }

        await File.WriteAllTextAsync(Path.Combine(Root, "studies", "poison", "opening"), "3");
        using ServeProcess service = await ServeProcess.StartAsync(Root);
        JsonElement study = await service.WaitForStatusAsync("poison", "paused");
        Assert.Contains(
            "ended 3 times in a row while it opened this study", study.GetProperty("error").GetString(), StringComparison.Ordinal);

        await service.PostAsync("/api/studies/poison/resume");

        study = await service.WaitAsync(
            "poison", now => now.GetProperty("status").GetString() == "running" && now.GetProperty("done").GetInt64() > 0);
        Assert.False(study.TryGetProperty("error", out _));
        Assert.False(File.Exists(Path.Combine(Root, "studies", "poison", "opening")));
    }

    [Fact]
    public async Task Serve_TenThousandFinishedStudies_StartsSoonAndStaysSmall()
    {
        const int Count = 10_000;
        string studies = Path.Combine(Root, "studies");
        byte[] trials = Sealed.SealList(Encoding.UTF8.GetBytes(
            $"[{string.Join(',', Enumerable.Range(1, 300).Select(rank => $"{{\"stage\":1,\"rank\":{rank},\"trial\":{rank},\"values\":\"{{}}\"}}"))}]"));
        for (int i = 0; i < Count; i++)
        {
            string path = Directory.CreateDirectory(Path.Combine(studies, $"s{i}")).FullName;
            await File.WriteAllBytesAsync(
                Path.Combine(path, "record.json"),
                Sealed.Seal(JsonSerializer.SerializeToUtf8Bytes(Record($"s{i}"), ServiceJson.Default.StudyRecord)));
            if (i < 300)
                await File.WriteAllBytesAsync(Path.Combine(path, "trials-1.json"), trials);
        }

        long start = Stopwatch.GetTimestamp();
        using ServeProcess service = await ServeProcess.StartAsync(Root);
        TimeSpan started = Stopwatch.GetElapsedTime(start);
        for (int i = 0; i < 300; i++)
            Assert.Equal(300, (await service.GetAsync($"/api/studies/s{i}/trials?top=1")).GetProperty("total").GetInt32());

        // Three seconds on an idle machine; others may be at work on this one.
        Assert.InRange(started, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.InRange(service.Megabytes(), 1, 100 + (Count * 20 / 1024));
    }

    [Fact]
    public async Task Serve_Terminated_EndsWithinTenSeconds()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root);
        string id = await service.StartStudyAsync(Studies.Slow.Replace("delay_ms: 20", "delay_ms: 60000"));
        await service.WaitForStatusAsync(id, "running");
        await Task.Delay(500);
        long start = Stopwatch.GetTimestamp();

        Assert.Equal(0, await service.TerminateAsync());

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static StudyRecord Record(string id) => new()
    {
        Id = id, Name = "n", Hash = "h", Metric = "m", Goal = default, Status = StudyStatus.Completed, BestTrial = 3, BestScore = 1.5,
        BestValues = """{"fast":5,"slow":20,"stop_pips":20}""", Created = DateTimeOffset.UnixEpoch, Artifacts = [
            "report.md", "report.html", "tuning_results.csv", "study.json", "best_trial.json"
        ],
    };

    private static void Fill(string path)
    {
        using FileStream file = File.Create(path, bufferSize: 0);
        byte[] block = new byte[1024];
        try
        {
            while (file.Length < 100 << 20)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }
}
