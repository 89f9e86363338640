using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Studies.Tests.Plan;

/// <summary>Studies whose trials train policies, from the file to the results.</summary>
public class PolicyStudyTests
{
    private const string Data = "data: {EURUSD: {synth: {seed: 3, bars: 1500}}}\n";
    private const string Search = "sampler: tpe\nparallel: 2\npruner: {name: median, n_startup_trials: 2}\ntrials: 8\n";

    private const string Execution = "name: p\nmodel: {name: ppo, horizon_bars: 10, net_arch: [16], n_steps: 128, batch_size: 32, "
        + "total_timesteps: 768, evaluations: 4, eval_episodes: 10}\n"
        + "parameters: {learning_rate: {min: 0.0001, max: 0.01, log: true}, gamma: [0.9, 0.99]}\n" + Data + Search;

    private const string Population = "name: p\nmodel: {name: ddpg_ga, net_arch: [16], population_size: 4, num_generations: 3, "
        + "episode_bars: 60, gradient_steps_per_generation: 40, batch_size: 16}\nfeatures: [\"rsi(close, 14)\"]\n"
        + "parameters: {actor_lr: {min: 0.0001, max: 0.01, log: true}, mutation_std: {min: 0.05, max: 0.5}}\n" + Data + Search;

    private static readonly string[] Files = [
        "tuning_results.csv", "tuning_results.rows", "trials.csv", "best_trial.json", "report.md", FinalPolicy.PolicyName,
        FinalPolicy.OnnxName, PolicyCard.FileName,
    ];

    [Theory]
    [InlineData(Execution)]
    [InlineData(Population)]
    public async Task Run_AnyOrderOfTheWorkAndKilled_WritesTheSameBytes(string study)
    {
        PlanDriver inOrder = await new PlanDriver(study).RunAsync();
        string[] expected = await ContentsAsync(inOrder);

        Assert.Contains(inOrder.History.Records, record => record.Result.Outcome == TrialOutcome.Complete);
        Assert.DoesNotContain(inOrder.History.Records, record => record.Result.Outcome == TrialOutcome.Failed);
        Assert.Equal(expected, await ContentsAsync(await new PlanDriver(study).RunAsync(new Random(1))));
        PlanDriver killed = await new PlanDriver(study).RunAsync(results: 6);
        killed.Restart();
        Assert.Equal(expected, await ContentsAsync(await killed.RunAsync()));
    }

    [Fact]
    public async Task Publish_Execution_SaysWhetherTwapIsBeaten()
    {
        PlanDriver driver = await new PlanDriver(Execution).RunAsync();

        string report = await driver.PublishAsync("report.md");

        Assert.Contains("## The policy", report, StringComparison.Ordinal);
        Assert.Matches("On the holdout it costs .* bps against TWAP \\(95 % between .* and .*\\)", report);
    }

    private static async Task<string[]> ContentsAsync(PlanDriver driver)
    {
        var contents = new List<string>();
        foreach (string file in Files)
            contents.Add(await driver.PublishAsync(file));
        // How long things took is no result.
        contents[4] = System.Text.RegularExpressions.Regex.Replace(contents[4], "[0-9.]+ (ms|s|min)\\b", "TIME");
        return [.. contents];
    }
}
