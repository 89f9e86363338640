using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Files.Options;

namespace ServerlessTuner.Studies.Tests.Files;

public class OverrideTests
{
    private static StudySpec Parse(StudyOverrides overrides, string file = "fx-two-stage.yaml", string folder = "") =>
        StudyFile.Parse(Examples.Read(file), file, new StudyFileOptions { Overrides = overrides, BaseDirectory = folder });

    [Fact]
    public void Parse_FlagsOfTheIssue_ChangeTheStudy()
    {
        StudySpec study = Parse(new StudyOverrides
        {
            { "data", "EURUSD=eurusd.csv" },
            { "data", "USDJPY=usd=jpy.csv" },
            { "out", "runs_tuning/" },
            { "top-k", "7" },
            { "workers", "5" },
            { "limit-bars", "1000" },
            { "two-stage", "false" },
            { "seed", "7" },
            { "chunk-size", "64" },
            { "parallel", "2" },
        });

        Assert.Equal(["EURUSD", "GBPUSD", "USDJPY"], study.Data.Select(data => data.Symbol));
        Assert.Equal(("eurusd.csv", null), (study.Data[0].Source, study.Data[0].Synth));
        Assert.Equal("usd=jpy.csv", study.Data[2].Source);
        Assert.NotNull(study.Data[1].Synth);
        Assert.All(study.Data, data => Assert.Equal(1000, data.LimitBars));
        StageSpec stage = Assert.Single(study.Stages);
        Assert.Equal(["A", "B", "C"], stage.Scenarios);
        Assert.Equal(new KeepRule(7), stage.Keep);
        Assert.Equal(("runs_tuning/", 5, 64), (study.Run.Output, study.Run.Workers, study.Run.ChunkSize));
        Assert.Equal((7UL, 2), (study.Seed, study.Parallel));
    }

    [Fact]
    public void Parse_TopK_ReachesEveryStage() =>
        Assert.All(Parse(new StudyOverrides { { "top-k", "auto" } }).Stages, stage => Assert.True(stage.Keep.Auto));

    [Fact]
    public void Parse_TopK_ReachesDefaultStages()
    {
        StudySpec study = StudyFile.Parse(
            "data: {EURUSD: a.csv}\nstrategy: ma_cross\nparameters: {fast: [5]}\n",
            "s.yaml",
            new StudyFileOptions { Overrides = new StudyOverrides { { "top-k", "3" } } });

        Assert.Equal([new KeepRule(3), new KeepRule(3)], study.Stages.Select(stage => stage.Keep));
    }

    [Fact]
    public void Parse_LimitBars_ReplacesThoseOfSymbols()
    {
        StudySpec study = StudyFile.Parse(
            "data: {EURUSD: {path: a.csv, limit_bars: 5, pip_size: 0.001}}\nlimit_bars: 6\nstrategy: ma_cross\nparameters: {fast: [5]}\n",
            "s.yaml",
            new StudyFileOptions { Overrides = new StudyOverrides { { "limit-bars", "9" }, { "data", "EURUSD=b.csv" } }, BaseDirectory = "folder" });

        Assert.Equal(new DataSpec("EURUSD", "b.csv", 0.001, 9), Assert.Single(study.Data));
    }

    [Fact]
    public void Parse_PathsOfTheFile_StartAtItsFolder()
    {
        StudySpec study = StudyFile.Parse(
            "data: {EURUSD: a.csv, GBPUSD: {path: sub/b.csv}, USDJPY: /c.csv, AUDUSD: e.csv}\nstrategy: ma_cross\nparameters: {fast: "
                + "[5]}\n",
            "s.yaml",
            new StudyFileOptions { BaseDirectory = "folder", Overrides = new StudyOverrides { { "data", "AUDUSD=d.csv" } } });

        Assert.Equal(
            [Path.Combine("folder", "a.csv"), Path.Combine("folder", "sub/b.csv"), "/c.csv", "d.csv"],
            study.Data.Select(data => data.Source));
    }

    [Fact]
    public void Parse_DataOfAStudyWithoutAny_AddsSymbols()
    {
        StudySpec study = StudyFile.Parse(
            "strategy: ma_cross\nparameters: {fast: [5]}\n",
            "s.yaml",
            new StudyFileOptions { Overrides = new StudyOverrides { { "data", "EURUSD=a.csv" }, { "data", "GBPUSD=b.csv" } } });

        Assert.Equal(["EURUSD", "GBPUSD"], study.Data.Select(data => data.Symbol));
    }

    [Fact]
    public void Parse_Trials_ReplacesRunCap() =>
        Assert.Equal(7, Parse(new StudyOverrides { { "trials", "7" } }, "sweeps/xgboost_sweep.yaml").Budget.Trials);

    [Fact]
    public void Parse_SamplerAndPruner_ReplaceTheFilesWords()
    {
        StudySpec study = Parse(new StudyOverrides { { "sampler", "random" }, { "pruner", "none" } }, "sweeps/xgboost_sweep.yaml");

        Assert.Equal("random", study.Sampler.Name);
        Assert.Null(study.Pruner);
    }

    [Fact]
    public void Parse_SamplerNamedInTheFile_KeepsItsSettings()
    {
        const string Text = "function: sphere\nparameters: {x: [1, 2]}\nsampler: {name: random, replacement: true}\ntrials: 5\n";

        StudySpec same = StudyFile.Parse(Text, "s.yaml", new StudyFileOptions { Overrides = new StudyOverrides { { "sampler", "random" } } });
        StudySpec other = StudyFile.Parse(Text, "s.yaml", new StudyFileOptions { Overrides = new StudyOverrides { { "sampler", "grid" } } });

        Assert.True(same.Sampler.Settings["replacement"].AsBoolean());
        Assert.Equal(0, other.Sampler.Settings.Count);
    }

    [Theory]
    [InlineData("{fast: 10, slow: 50, stop_pips: 20, target_pips: 30}")]
    [InlineData("{\"trial\": 17, \"score\": 1.5, \"parameters\": {\"fast\": 10, \"slow\": 50, \"stop_pips\": 20, \"target_pips\": 30}}")]
    [InlineData("[{\"parameters\": {fast: 10, slow: 50, stop_pips: 20.0, target_pips: 30}}]")]
    public void Parse_Enqueue_TakesTrialsOfAFile(string text)
    {
        StudySpec study = Parse(new StudyOverrides { { "enqueue", text, "best.json" } });

        Assert.Equal("fast=10 slow=50 stop_pips=20 target_pips=30", Assert.Single(study.Enqueued).ToString());
    }

    [Fact]
    public void Parse_Enqueue_GoesBeforeThatOfTheFile()
    {
        StudySpec study = Parse(new StudyOverrides { { "enqueue", "{fast: 3, slow: 30}", "best.json" } }, "fx-refine.yaml");

        Assert.Equal(
            ["fast=3 slow=30", "fast=10 slow=50 type=sma stop_pips=30 target_pips=60"], study.Enqueued.Select(trial => trial.ToString()));
    }

    public static TheoryData<StudyOverrides, string> Faults() => new()
    {
        
        {
            new StudyOverrides { { "data", "eurusd.csv" } },
            "--data: data is 'eurusd.csv', but must be a symbol and a path. For example: --data EURUSD=eurusd.csv."
        },
        
        {
            new StudyOverrides { { "data", "EUR USD=a.csv" } },
            "--data: data.EUR USD is not a symbol. Use letters, digits, dots, underscores and hyphens only, as in EURUSD."
        },
        
        {
            new StudyOverrides { { "data", "EURUSB=a.csv" } },
            "--data: data has no symbol EURUSB. Did you mean EURUSD? To trade EURUSB as well, write it into the study file: data: "
                + "{EURUSB: a.csv}."
        },
        
        {
            new StudyOverrides { { "data", "XAU=a.csv" } },
            "--data: data has no symbol XAU. Known are EURUSD, GBPUSD, USDJPY. To trade XAU as well, write it into the study file: "
                + "data: {XAU: a.csv}."
        },
        
        {
            new StudyOverrides { { "top-k", "0" } },
            "--top-k: stages[0].keep is 0, but must be a whole number, 1 or more, or auto, or all. For example: 10."
        },
        { new StudyOverrides { { "two-stage", "no" } }, "--two-stage: two-stage is 'no', but must be true or false." },
        
        {
            new StudyOverrides { { "workers", "many" } },
            "--workers: workers is 'many', but must be a whole number from 1 to 1024. For example: 4."
        },
        
        {
            new StudyOverrides { { "chunk-size", "-1" } },
            "--chunk-size: chunk_size is -1, but must be a whole number, 1 or more. For example: 1000."
        },
        
        {
            new StudyOverrides { { "limit-bars", "1.5" } },
            "--limit-bars: limit_bars is 1.5, but must be a whole number, 1 or more. For example: 1000."
        },
        { new StudyOverrides { { "seed", "x" } }, "--seed: seed is 'x', but must be a whole number, 0 or more. For example: 42." },
        { new StudyOverrides { { "trials", "0" } }, "--trials: trials is 0, but must be a whole number, 1 or more. For example: 100." },
        { new StudyOverrides { { "sampler", "gird" } }, "--sampler: sampler is 'gird', which does not exist. Did you mean grid?" },
        { new StudyOverrides { { "pruner", "medain" } }, "--pruner: pruner is 'medain', which does not exist. Did you mean median?" },
        { new StudyOverrides { { "strategy", "macdd" } }, "--strategy: strategy is 'macdd', which does not exist. Did you mean macd?" },
        { new StudyOverrides { { "parallel", "0" } }, "--parallel: parallel is 0, but must be a whole number from 1 to 10000. For example: 4." },
        { new StudyOverrides { { "async", "perhaps" } }, "--async: async is 'perhaps', but must be true or false." },
        
        {
            new StudyOverrides { { "enqueue", "{fast: 4}", "best.json" } },
            "best.json:1:8: enqueue[0].fast is 4, which is outside of what fast may be: one of 3, 5, 8, 10, 12, 15, 20, 25. Choose a "
                + "value inside, or widen the parameter."
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Parse_BadFlag_NamesTheFlag(StudyOverrides overrides, string message)
    {
        var fault = Assert.Throws<InvalidInputException>(() => Parse(overrides));

        Assert.Contains(message, fault.Problems.Select(problem => problem.ToString()));
    }
}
