using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Calibration;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Learning.Validation;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Trains a model on each fold of the data and judges it by the signals that it gives on the parts held out.</summary>
/// <remarks>
/// A step is a fold. The metrics after a step are those of all parts held out so far together (see <see cref="ModelMetrics"/>). A trial's
/// random draws follow from the study's seed and the trial's values, so that a trial is the same wherever and whenever it is evaluated.
/// </remarks>
public sealed class ModelObjective : IObjective
{
    // Labels that trials share, and how much the predictions of trials may take that are kept for further scenarios.
    private const int KeptLabels = 4;
    private const long KeptBytes = 128 << 20;

    private readonly ModelKind kind;
    private readonly ModelSpec spec;
    private readonly ulong seed;
    private readonly ICheckpoints? checkpoints;
    private readonly ModelFeatures features;
    private readonly SignalTrading trading;
    private readonly RecentWork<ParameterSet, ModelTrial> trials;
    private readonly RecentWork<(LabelRules, string), ModelData> labels = new(KeptLabels);

    /// <summary>Computes the features.</summary>
    /// <param name="symbols">The bars, one element per symbol, one or more.</param>
    /// <param name="spec">The model.</param>
    /// <param name="seed">The study's seed.</param>
    /// <param name="checkpoints">Keeps the predictions of folds until a trial has ended; null for not at all.</param>
    /// <exception cref="InvalidInputException">There is no such model, a feature is wrong, or there are no data.</exception>
    public ModelObjective(IReadOnlyList<Bars> symbols, ModelSpec spec, ulong seed, ICheckpoints? checkpoints = null)
    {
        (this.spec, this.seed, this.checkpoints) = (spec, seed, checkpoints);
        kind = ModelRegistry.Find(spec.Model) ?? throw new InvalidInputException(
            Place.Field("model"),
            $"There is no model '{spec.Model}'.",
            $"Known are {string.Join(", ", ModelRegistry.All.Select(known => known.Name))}.");
        if (symbols.Count == 0)
            throw new InvalidInputException(Place.Field("data"), "A model needs the bars of at least one symbol.");
        Validation = ValidationRules.Of(
            new SettingValues("validation", "validation", ValidationSettings.All, spec.Validation));
        features = ModelFeatures.Of(symbols, spec.Features);
        if (features.Table.Rows > 1 && features.Summaries.All(summary => summary.IsConstant))
            throw new InvalidInputException(
                Place.Field("features"),
                "Every feature has one value only, or none, on these data: no model can learn from them.",
                "Give more bars, or change the expressions; 'tuner features' shows them.");
        trading = new SignalTrading(symbols);
        // A fold's predictions are of about all rows.
        trials = new((int)Math.Clamp(KeptBytes / (8L * Steps * Math.Max(1, features.Table.Rows)), 4, 64));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics => ModelMetrics.Names;

    /// <inheritdoc/>
    public int Steps => Validation.Splits;

    /// <summary>How data are held out.</summary>
    public ValidationRules Validation { get; }

    /// <summary>What the features look like over all symbols.</summary>
    public IReadOnlyList<FeatureSummary> Features => features.Summaries;

    /// <summary>What is likely not meant about the features. Full sentences.</summary>
    public IReadOnlyList<string> Remarks => features.Remarks;

    /// <summary>
    /// About how many seconds a trial takes on one thread: good to cut work by, before anything is trained. 70,000 rows of 20 features,
    /// five
    /// folds and 200 trees of six levels took 2.4 s.
    /// </summary>
    /// <param name="trial">The values; those that cannot be trained count as none.</param>
    public double EstimateSeconds(ParameterSet trial)
    {
        const double SecondsPerCell = 0.45e-9;
        try
        {
            double cells = (double)features.Table.Rows * features.Table.Columns.Count * (1 - Validation.Holdout);
            return SecondsPerCell * cells * kind.Passes(SettingsOf(trial)) * Steps;
        }
        catch (InvalidInputException)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Evaluate(
        IReadOnlyList<ParameterSet> trials, Scenario scenario, int steps, MetricTable results, CancellationToken cancellation)
    {
        for (int row = 0; row < trials.Count; row++)
        {
            var steady = new double[steps * Metrics.Count];
            int last = 0;
            Run(trials[row], scenario, alone: false, results, row, steps, (step, metrics) =>
            {
                metrics.CopyTo(steady.AsSpan((step - 1) * Metrics.Count));
                last = step;
                return true;
            }, cancellation);
            if (steps > 1 && last == steps)
                results.SetStepMetrics(row, steady);
        }
    }

    /// <inheritdoc/>
    public void EvaluateSteps(
        ParameterSet trial, Scenario scenario, bool alone, MetricTable results, StepReporter report, CancellationToken cancellation) =>
        Run(trial, scenario, alone, results, 0, Steps, report, cancellation);

    /// <summary>Trains the final model of a trial on all data but the holdout, and judges it on that.</summary>
    /// <param name="trial">The values.</param>
    /// <param name="scenario">The market conditions under which it is judged.</param>
    /// <param name="source">Where the values come from.</param>
    /// <param name="cancellation">Ends the training.</param>
    /// <exception cref="TrainingFailedException">It cannot be trained.</exception>
    public FinalModel TrainFinal(ParameterSet trial, Scenario scenario, ModelSource source, CancellationToken cancellation)
    {
        SettingValues settings = SettingsOf(trial);
        ModelData data = DataOf(settings, trial);
        (ITrainedModel model, ICalibration? calibration) = TrainerOf(settings).Train(data, data.Whole, trial.Fingerprint(), cancellation);
        var card = new ModelCard(
            ModelCard.CurrentFormat,
            source.Study,
            source.Trial,
            kind.Name,
            model.FileName,
            [.. features.Symbols.Select(bars => bars.Symbol)],
            data.Observations,
            features.Definitions,
            data.Rules,
            settings.Number(ModelSettings.Threshold.Name),
            model.Importance.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            CalibrationCard.Of(calibration),
            Program: source.Program,
            Values: trial,
            Metrics: source.Metrics,
            Data: features.Symbols.ToDictionary(bars => bars.Symbol, DataVersion.Of, StringComparer.Ordinal),
            Bins: model.Bins);
        var final = new FinalModel(card, model.Write());
        return Validation.Holdout > 0 ? final with { Card = card with { Holdout = Judge(ModelPackage.Of(final), scenario) } } : final;
    }

    // Trades the last part of the data, which no fold has seen.
    private Dictionary<string, double> Judge(ModelPackage package, Scenario scenario)
    {
        IReadOnlyList<SymbolPrediction> predictions = package.Predict(features.Symbols);
        long start = features.HoldoutStart(Validation.Holdout);
        double[] metrics = trading.Evaluate(
            [.. predictions.Select(prediction => prediction.Signals)],
            [.. features.Symbols.Select(bars => (IReadOnlyList<Range>)[FirstAt(bars, start)..bars.Count])],
            BarrierLabels.ExitsOf(package.Card.Labels),
            scenario);
        return BacktestMetrics.Names.Zip(metrics).Where(pair => double.IsFinite(pair.Second)).ToDictionary(
            pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static int FirstAt(Bars bars, long time)
    {
        int index = Array.BinarySearch(bars.Times, time);
        return index < 0 ? ~index : index;
    }

    private void Run(
        ParameterSet trial,
        Scenario scenario,
        bool alone,
        MetricTable results,
        int row,
        int steps,
        StepReporter report,
        CancellationToken cancellation)
    {
        try
        {
            SettingValues settings = SettingsOf(trial);
            ModelData data = DataOf(settings, trial);
            if (data.Folds.Count < Steps)
                throw new TrainingFailedException(
                    $"{data.Observations} observations have a label, too few for {Steps} folds. Use fewer cv_folds, or more data.");
            FoldTrainer trainer = TrainerOf(settings);
            ModelTrial work = trials.GetOrMake(
                trial, () => new ModelTrial(features, data, trading, settings.Number(ModelSettings.Threshold.Name)));
            Span<double> metrics = stackalloc double[Metrics.Count];
            for (int step = 1; step <= steps; step++)
            {
                // Two scenarios of one trial may be evaluated at once; the second finds what the first has trained.
                lock (work)
                {
                    if (work.Done < step)
                        work.Add(Fold(trainer, data, trial, step, cancellation));
                    work.Write(0, step, scenario, results.Row(row));
                    if (alone)
                        work.Write(step - 1, step, scenario, metrics);
                }

                if (ModelMetrics.FaultOf(results.Row(row), step) is { } broken)
                    throw new TrainingFailedException(broken);

                if (!report(step, alone ? metrics : results.Row(row)))
                    return;
            }
        }
        catch (TrainingFailedException fault)
        {
            results.Fail(row, fault.Message);
        }
        catch (InvalidInputException fault)
        {
            results.Fail(row, string.Join(" ", fault.Problems.Select(problem => problem.Message)));
        }
    }

    // A fold that an earlier process has trained is not trained again.
    private FoldPrediction Fold(FoldTrainer trainer, ModelData data, ParameterSet trial, int step, CancellationToken cancellation)
    {
        ModelFold fold = data.Folds[step - 1];
        if (checkpoints?.Find(trial, step) is { } bytes && FoldPrediction.Read(bytes, fold, data.Rules.Classes) is { } kept)
            return kept;
        FoldPrediction prediction = Predict(trainer, data, fold, trial.Fingerprint() + (ulong)step, cancellation);
        checkpoints?.Save(trial, step, prediction.Write);
        return prediction;
    }

    private FoldPrediction Predict(FoldTrainer trainer, ModelData data, ModelFold fold, ulong stream, CancellationToken cancellation)
    {
        (ITrainedModel model, ICalibration? calibration) = trainer.Train(data, fold, stream, cancellation);
        double[][] all = model.Predict(features.Table);
        if (calibration is not null)
            all = [Array.ConvertAll(all[0], calibration.Apply)];
        return new FoldPrediction(FoldTrainer.Of(all, fold.Test), FoldTrainer.Of(all, fold.Train));
    }

    private SettingValues SettingsOf(ParameterSet trial)
    {
        // A constant parameter may name a setting of the validation, which is not the trial's; others are the strategy's of meta-labels.
        string[] others = [
            .. ValidationSettings.All.Concat(MetaSettings.Searchable(spec.Meta, kind.Settings)).Select(setting => setting.Name)
        ];
        string[] own = [.. trial.Names.Where(name => !others.Contains(name))];
        string[] fixedOnes = [.. spec.Settings.Names.Where(name => !own.Contains(name))];
        return new SettingValues(
            "parameters",
            $"model {kind.Name}",
            kind.Settings,
            new ParameterSet(
                [.. own, .. fixedOnes], [.. own.Select(name => trial[name]), .. fixedOnes.Select(name => spec.Settings[name])]));
    }

    private ModelData DataOf(SettingValues settings, ParameterSet trial)
    {
        LabelRules rules = LabelRules.Of(settings, MetaSides.RuleOf(spec.Meta, trial, kind.Settings));
        string weights = settings.Text(LabelSettings.Weights.Name);
        return labels.GetOrMake((rules, weights), () => ModelData.Of(features, rules, weights, Validation));
    }

    private FoldTrainer TrainerOf(SettingValues settings) =>
        new(features, kind.Create(settings), settings.Text(ModelSettings.Calibration.Name), seed);
}
