using System.Text;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Service.Tests;

/// <summary>What agents that run programs need beside asking, reporting and telling: signs of life, giving back, keeping files.</summary>
public sealed class AgentKeepTests : AgentCalls
{
    private const string One =
        "objective: external\nmetric: loss\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: 1\n";

    [Fact]
    public async Task Report_WithoutAStep_RenewsTheLease()
    {
        string id = await StartAsync(One);
        await AskAsync(id, """{"lease_seconds": 10}""");

        for (int i = 0; i < 5; i++)
        {
            Clock.Turn(9);
            Assert.Equal(200, (await ReportAsync(id, 0, """{"attempt": 1}""")).Status);
        }

        Assert.Equal(204, (await AskAsync(id)).Status);
        Clock.Turn(11);
        Assert.Equal(2, (await AskAsync(id)).Body.GetProperty("attempt").GetInt32());
        Assert.Equal(409, (await ReportAsync(id, 0, """{"attempt": 1}""")).Status);
    }

    [Fact]
    public async Task Tell_Returned_GivesTheTrialToTheNextAndCountsAsNoLoss()
    {
        string id = await StartAsync(One);
        // More often than a trial may be lost.
        for (int attempt = 1; attempt <= 150; attempt++)
        {
            AgentAnswer asked = await AskAsync(id);
            Assert.Equal((200, attempt), (asked.Status, asked.Body.GetProperty("attempt").GetInt32()));
            Assert.Equal(204, (await TellAsync(id, 0, $$"""{"state": "returned", "attempt": {{attempt}}}""")).Status);
        }

        await AskAsync(id);
        // One that has it no longer cannot give it back.
        AssertProblem(
            409, "attempt", "ask for another", await TellAsync(id, 0, """{"state": "returned", "attempt": 150}"""));
        Assert.Equal(200, (await TellAsync(id, 0, """{"state": "complete", "value": 1}""")).Status);
    }

    [Theory]
    [InlineData("..%2F..%2Fstudy.json")]
    [InlineData("a%2F..%2Fb")]
    [InlineData(".hidden")]
    [InlineData("a%5Cb")]
    [InlineData("C:x")]
    [InlineData("a%00b")]
    public async Task PutFile_BadName_IsRefused(string name)
    {
        string id = await StartAsync(One);
        await AskAsync(id);

        AgentAnswer answer = await SendAsync("PUT", $"/api/studies/{id}/trials/0/files/{name}", "x");

        AssertProblem(400, "name", "Use at most", answer);
    }

    [Fact]
    public async Task PutFile_Page_IsNeverShownAsOne()
    {
        string id = await StartAsync(One);
        await AskAsync(id);

        AgentAnswer kept = await SendAsync("PUT", $"/api/studies/{id}/trials/0/files/a/page.html", "<script>alert(1)</script>");
        AgentAnswer log = await SendAsync("PUT", $"/api/studies/{id}/trials/0/log", "line");

        Assert.Equal((201, "files/trial-0/a/page.html"), (kept.Status, kept.Body.GetProperty("name").GetString()));
        Assert.Equal((201, "logs/trial-0.log"), (log.Status, log.Body.GetProperty("name").GetString()));
        ServiceResponse file = await Service.HandleAsync(
            new ServiceRequest { Method = "GET", Path = kept.Body.GetProperty("href").GetString()! }, default);
        Assert.Equal((200, "application/octet-stream"), (file.Status, file.ContentType));
    }

    [Fact]
    public async Task PutFile_OfNoTrial_IsRefused()
    {
        string id = await StartAsync(One);

        AssertProblem(404, "n", "gives one", await SendAsync("PUT", $"/api/studies/{id}/trials/7/log", "x"));
    }

    [Fact]
    public async Task PutFile_MoreThanTheServiceKeeps_IsRefusedAndNothingIsLost()
    {
        string id = await StartAsync(One);
        await AskAsync(id);
        var small = new StudyService(Store, Host, new ServiceLimits { DataTotalBytes = 10 }, Clock, "1.2.3");

        Assert.Equal(201, await PutAsync("a", 6));
        Assert.Equal(507, await PutAsync("b", 6));
        // The same name again takes the place of what was there.
        Assert.Equal(201, await PutAsync("a", 10));
        Assert.Equal(507, await PutAsync("a", 11));
        Assert.Equal([("files/trial-0/a", 10L)], await Host.ArtifactsOf(id).ListAsync("files/", default));

        async Task<int> PutAsync(string name, int size) => (await small.HandleAsync(
            new ServiceRequest
            {
                Method = "PUT",
                Path = $"/api/studies/{id}/trials/0/files/{name}",
                Body = new MemoryStream(Encoding.ASCII.GetBytes(new string('x', size))),
            },
            default)).Status;
    }
}
