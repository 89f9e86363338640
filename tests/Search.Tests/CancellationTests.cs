using System.Diagnostics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Search.Tests;

/// <summary>Proposals that nobody waits for any more are given up.</summary>
public class CancellationTests
{
    [Theory]
    [InlineData("random")]
    [InlineData("tpe")]
    [InlineData("nsga2")]
    [InlineData("cmaes")]
    [InlineData("gp")]
    [InlineData("auto")]
    [InlineData("sobol")]
    public void Propose_CancelledOnTheWay_Ends(string sampler)
    {
        var space = new SearchSpace([new Parameter("x", new FloatDistribution(0, 1)), new Parameter("y", new FloatDistribution(0, 1))], []);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var request = new ProposalRequest
        {
            Space = space, History = [], Seed = 1, FirstTrial = 0, Count = 3_000_000, Cancellation = stop.Token
        };
        long start = Stopwatch.GetTimestamp();

        Assert.ThrowsAny<OperationCanceledException>(
            () => SamplerRegistry.Create(new ComponentSpec(sampler)).Propose(request, new SamplerCache()));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
