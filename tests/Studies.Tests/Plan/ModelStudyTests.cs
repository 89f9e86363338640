using System.Text;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Studies.Tests.Plan;

/// <summary>Studies whose trials train models, from the file to the results.</summary>
public class ModelStudyTests
{
    private const string Data = "data: {EURUSD: {synth: {seed: 3, bars: 1500}}}\n";

    private const string Head = """
        name: models
        features: ["log(close / close[1])", "rsi(close, 14)", hour]
        validation: {cv_folds: 3, holdout: 0.2}
        labels: {horizon_bars: 8}
        parameters:
          n_estimators: {value: 8}
          max_depth: [2, 3, 4]
          learning_rate: {min: 0.05, max: 0.5}
          threshold: {min: 0.2, max: 0.4}
          subsample: {min: 0.6, max: 1.0}

        """;

    private const string Search = Head + Data + "model: xgboost\nsampler: tpe\nparallel: 2\npruner: {name: median, n_startup_trials: 2}\ntrials: 10\n";

    private static readonly string[] Files = [
        "tuning_results.csv", "tuning_results.rows", "trials.csv", "best_trial.json", "report.md", "model.json", "model_card.json"
    ];

    [Fact]
    public async Task Run_AnyOrderOfTheWork_WritesTheSameBytes()
    {
        PlanDriver inOrder = await new PlanDriver(Search).RunAsync();
        string[] expected = await ContentsAsync(inOrder);

        Assert.Contains(inOrder.History.Records, record => record.Result.Outcome == TrialOutcome.Complete);
        Assert.DoesNotContain(inOrder.History.Records, record => record.Result.Outcome == TrialOutcome.Failed);
        for (int seed = 1; seed <= 3; seed++)
        {
            PlanDriver other = await new PlanDriver(Search).RunAsync(new Random(seed));
            Assert.Equal(inOrder.Trials(), other.Trials());
            Assert.Equal(expected, await ContentsAsync(other));
        }
    }

    [Fact]
    public async Task Run_KilledInTheMiddle_WritesTheSameBytes()
    {
        string[] expected = await ContentsAsync(await new PlanDriver(Search).RunAsync());
        PlanDriver killed = await new PlanDriver(Search).RunAsync(results: 7);
        killed.Restart();

        Assert.Equal(expected, await ContentsAsync(await killed.RunAsync()));
    }

    [Fact]
    public async Task Run_Grid_HasTheTrialsOfAnyOtherSearch()
    {
        string study = Head.Replace("{min: 0.05, max: 0.5}", "[0.1, 0.3]", StringComparison.Ordinal)
            .Replace("{min: 0.2, max: 0.4}", "{value: 0.3}", StringComparison.Ordinal)
            .Replace("{min: 0.6, max: 1.0}", "{value: 0.8}", StringComparison.Ordinal) + Data + "model: xgboost\nstages: [{scenarios: [B]}]\n";
        PlanDriver grid = await new PlanDriver(study).RunAsync(), random = await new PlanDriver(study + "sampler: random\ntrials: 6\n").RunAsync();
        string[] rows = Lines(await grid.PublishAsync("tuning_results.csv"));
        string[] trials = Lines(await random.PublishAsync("tuning_results.csv"));

        // Whatever asks for a trial, and with whatever beside it: the same values give the same numbers.
        Assert.Equal(7, rows.Length);
        Assert.Equal(
            rows[1..].Select(WithoutNumber).Order(StringComparer.Ordinal), trials[1..].Select(WithoutNumber).Order(StringComparer.Ordinal));
        // Every metric that the sweeps of such models name.
        Assert.Equal(
            "trial,n_estimators,max_depth,learning_rate,threshold,subsample,score_B,val/sharpe_B,val/sortino_B,val/max_dd_B,"
                + "val/profit_factor_B,val/win_rate_B,val/trades_B,val/pnl_pips_B,val/logloss_B,val/auc_B,val/accuracy_B,val/brier_B,"
                + "train/sharpe_B,train/logloss_B,gap_B,failure",
            rows[0]);
    }

    [Fact]
    public async Task Publish_Model_HasACardThatFitsTheBestTrial()
    {
        PlanDriver driver = await new PlanDriver(Search + "stages: [{scenarios: [B]}]\n").RunAsync();
        string[] contents = await ContentsAsync(driver);
        ModelCard card = ModelPackage.ReadCard(contents[6], "model_card.json");
        ModelPackage package = ModelPackage.Of(new FinalModel(card, Encoding.UTF8.GetBytes(contents[5])));
        var best = driver.History.Records.Where(record => record.Result.Outcome == TrialOutcome.Complete)
            .MaxBy(record => record.Result.Scores[0])!;

        Assert.Equal(("models", "xgboost", "model.json", 1), (card.Study, card.Model, card.File, card.Format));
        Assert.Equal(best.Trial, card.Trial);
        Assert.Equal(best.Proposal.Values["threshold"].AsDouble(), package.Card.Threshold);
        Assert.NotNull(card.Holdout);
        Assert.Equal(best.Result.Scores[0], card.Metrics!["score"]);
        Assert.Equal(best.Result.Metrics[0], card.Metrics["val/sharpe"]);
        Assert.Equal(best.Proposal.Values, card.Values);
        Assert.Equal((1500, 64), (card.Data!["EURUSD"].Bars, card.Data["EURUSD"].Sha256.Length));
        Assert.Equal(24, card.Bins!["hour"].Length);
        Assert.Contains("On the data held out to the end, which no trial saw:", contents[4]);
        Assert.Contains("## The model", contents[4]);
    }

    [Fact]
    public async Task Publish_LightGbm_HasItsOwnFile()
    {
        PlanDriver driver = await new PlanDriver(Head + Data + "model: lightgbm\nsampler: random\ntrials: 3\n").RunAsync();

        Assert.StartsWith("tree\n", await driver.PublishAsync("model.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LabelsOfOneClass_FailsTrialsWithTheReasonAndPublishes()
    {
        PlanDriver driver = await new PlanDriver(
            Head + Data + "model: {name: xgboost, tp_atr_mult: 900, sl_atr_mult: 900}\nstages: [{scenarios: [B]}]\nsampler: random\ntrials: 3\n").RunAsync();
        string table = await driver.PublishAsync("tuning_results.csv");

        Assert.All(driver.History.Records, record => Assert.Equal(TrialOutcome.Failed, record.Result.Outcome));
        Assert.Contains("observations trained on are of class 0. Change tp_atr_mult", table);
        Assert.Null(await driver.Artifacts.OpenAsync("model.json", CancellationToken.None));
    }

    [Fact]
    public async Task Publish_ConstantFeature_IsRemarked()
    {
        PlanDriver driver = await new PlanDriver(
            Head.Replace("hour]", "close - close]", StringComparison.Ordinal) + Data + "model: xgboost\nsampler: random\ntrials: 2\n").RunAsync();

        Assert.Contains("The feature close_close tells nothing: it has one value only.", await driver.PublishAsync("report.md"));
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    private static string WithoutNumber(string row) => row[(row.IndexOf(',', StringComparison.Ordinal) + 1)..];

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
