using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>Trains a policy by acting in an environment, and judges it step by step by episodes that it does not learn from.</summary>
/// <remarks>
/// Training is under one scenario, judgement under the one asked for. A trial's random draws follow from the study's seed and the trial's
/// values, so that a trial is the same wherever and whenever it is evaluated.
/// </remarks>
public sealed class PolicyObjective : IObjective
{
    // Trials whose policies are kept for further scenarios.
    private const int KeptTrials = 8;

    private readonly PolicySpec spec;
    private readonly Scenario training;
    private readonly ulong seed;
    private readonly IWorld world;
    private readonly IReadOnlyList<PolicyMetric> metrics;
    private readonly IReadOnlyList<string> symbols;
    private readonly IReadOnlyList<FeatureDefinition> features;
    private readonly RecentWork<ParameterSet, PolicyRun> runs = new(KeptTrials);

    /// <summary>Prepares the world.</summary>
    /// <param name="symbols">The bars, one element per symbol; none where the environment has no market.</param>
    /// <param name="spec">The policy.</param>
    /// <param name="training">The market conditions under which policies learn.</param>
    /// <param name="seed">The study's seed.</param>
    /// <exception cref="InvalidInputException">The data are too few, or a feature is wrong.</exception>
    public PolicyObjective(IReadOnlyList<Bars> symbols, PolicySpec spec, Scenario training, ulong seed)
    {
        (this.spec, this.training, this.seed) = (spec, training, seed);
        metrics = spec.Kind.Metrics(spec.Environment);
        this.symbols = [.. symbols.Select(static bars => bars.Symbol)];
        // What is usual depends on the bars; it goes with the policy by name.
        features = spec.Features.Count > 0 || !spec.Environment.ShowsFeatures ? spec.Features : ModelFeatures.Usual(symbols);
        Metrics = [.. metrics.Select(static metric => metric.Definition.Name)];
        Model.Settings.SettingValues shared = spec.SettingsOf(ParameterSet.Empty);
        Steps = shared.Integer(spec.Kind.Steps.Name);
        world = spec.Environment.Open(new WorldData(symbols, features, shared, seed));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; }

    /// <inheritdoc/>
    public int Steps { get; }

    /// <inheritdoc/>
    public void Evaluate(
        IReadOnlyList<ParameterSet> trials, Scenario scenario, int steps, MetricTable results, CancellationToken cancellation)
    {
        for (int row = 0; row < trials.Count; row++)
        {
            var kept = new double[steps * Metrics.Count];
            int last = 0;
            Run(trials[row], scenario, results, row, steps, (step, values) =>
            {
                values.CopyTo(kept.AsSpan((step - 1) * Metrics.Count));
                last = step;
                return true;
            }, cancellation);
            if (steps > 1 && last == steps)
                results.SetStepMetrics(row, kept);
        }
    }

    /// <inheritdoc/>
    public void EvaluateSteps(
        ParameterSet trial, Scenario scenario, bool alone, MetricTable results, StepReporter report, CancellationToken cancellation) =>
        Run(trial, scenario, results, 0, Steps, report, cancellation);

    /// <summary>
    /// Trains the policy of a trial, the same as when it was evaluated, and judges it on the data that no trial was chosen by.
    /// </summary>
    /// <param name="trial">The values.</param>
    /// <param name="cancellation">Ends the training.</param>
    /// <exception cref="TrainingFailedException">It cannot be trained.</exception>
    public FinalPolicy TrainFinal(ParameterSet trial, CancellationToken cancellation)
    {
        Model.Settings.SettingValues settings = spec.SettingsOf(trial);
        (Policy policy, double[] figures) = Trained(trial, settings, cancellation);
        Judgement validation = world.Judge(policy, settings, training, DataPart.Validation, cancellation);
        Judgement holdout = world.Judge(policy, settings, training, DataPart.Holdout, cancellation);
        string[] more = [.. spec.Settings.Names.Where(name => !trial.TryGet(name, out _))];
        var card = new PolicyCard(
            PolicyCard.CurrentFormat,
            string.Empty,
            0,
            spec.Model,
            spec.EnvironmentName,
            new ParameterSet([.. trial.Names, .. more], [.. trial.Values, .. more.Select(name => spec.Settings[name])]),
            symbols,
            features,
            world.Scales,
            training,
            Numbers(new PolicyView(validation, holdout, figures)),
            double.IsNaN(holdout.Reward) ? null : Numbers(new PolicyView(holdout, holdout, figures)));
        return new FinalPolicy(card, PolicyFile.Write(policy), OnnxExport.Write(policy));
    }

    /// <summary>An episode of a trial's policy, step by step, as lines of a table.</summary>
    /// <param name="trial">The values.</param>
    /// <param name="scenario">The market conditions.</param>
    /// <param name="holdout">Whether the episode is one of the last data, rather than of those that trials are judged by.</param>
    /// <param name="episode">The episode, from 1.</param>
    /// <param name="cancellation">Ends the training.</param>
    /// <exception cref="TrainingFailedException">It cannot be trained.</exception>
    /// <exception cref="InvalidInputException">There is no such episode.</exception>
    public IEnumerable<string> Replay(ParameterSet trial, Scenario scenario, bool holdout, int episode, CancellationToken cancellation)
    {
        DataPart part = holdout ? DataPart.Holdout : DataPart.Validation;
        int count = world.Episodes(part);
        if (episode < 1 || episode > count)
            throw new InvalidInputException(
                "--episode",
                count == 0
                    ? "There is no data held out."
                    : $"--episode is {episode}, but must be from 1 to {count}: so many episodes policies are judged by.",
                count == 0 ? "Take --part validation." : "For example: 1.");
        Model.Settings.SettingValues settings = spec.SettingsOf(trial);
        return PolicyReplay.Lines(
            Trained(trial, settings, cancellation).Policy, world, settings, scenario, part, episode - 1, episode);
    }

    private (Policy Policy, double[] Figures) Trained(
        ParameterSet trial, Model.Settings.SettingValues settings, CancellationToken cancellation)
    {
        PolicyRun run = RunOf(trial, settings);
        lock (run)
            return run.After(Steps, cancellation);
    }

    private Dictionary<string, double> Numbers(PolicyView view) => metrics
        .Where(metric => double.IsFinite(metric.Of(view)))
        .ToDictionary(metric => metric.Definition.Name, metric => metric.Of(view), StringComparer.Ordinal);

    private PolicyRun RunOf(ParameterSet trial, Model.Settings.SettingValues settings) =>
        runs.GetOrMake(trial, () => new PolicyRun(spec.Kind.Begin(TaskOf(trial, settings))));

    private void Run(
        ParameterSet trial,
        Scenario scenario,
        MetricTable results,
        int row,
        int steps,
        StepReporter report,
        CancellationToken cancellation)
    {
        try
        {
            Model.Settings.SettingValues settings = spec.SettingsOf(trial);
            PolicyRun run = RunOf(trial, settings);
            for (int step = 1; step <= steps; step++)
            {
                Policy policy;
                double[] figures;
                // Two scenarios of one trial may be evaluated at once; the second finds what the first has trained.
                lock (run)
                    (policy, figures) = run.After(step, cancellation);
                var view = new PolicyView(
                    world.Judge(policy, settings, scenario, DataPart.Validation, cancellation),
                    spec.Kind.JudgesHoldout ? world.Judge(policy, settings, scenario, DataPart.Holdout, cancellation) : null,
                    figures);
                Span<double> values = results.Row(row);
                for (int i = 0; i < values.Length; i++)
                    values[i] = metrics[i].Of(view);
                if (!report(step, values))
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

    private PolicyTask TaskOf(ParameterSet trial, Model.Settings.SettingValues settings) =>
        new(world, settings, training, new RandomStream(seed, trial.Fingerprint(), StreamPurpose.Policy).NextBits());
}
