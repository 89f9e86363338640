using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary><c>model: ddpg_ga</c>: a population of actors bred beside a DDPG learner.</summary>
internal static class DdpgGaModel
{
    private static readonly Setting Generations = Setting.Integer(
        "num_generations", 10, "Generations; a pruner hears after each. The same for all trials.", 1, 10_000);

    private static readonly MetricDefinition[] TrainingMetrics =
    [
        new("fitness/best_training_ever", Goal.Maximize, "Best fitness that an actor had in training, of all generations."),
        new("fitness/mean", Goal.Maximize, "Mean fitness of the population in training, in the last generation."),
        new("train/learner_reward", Goal.Maximize, "Reward of the learner's last episode, with noise."),
    ];

    public static PolicyKind Kind { get; } = new(
        "ddpg_ga",
        "A population of actors bred beside a DDPG learner, to trade unless another environment is named.",
        "trading",
        [
            Setting.Number("actor_lr", 5e-5, "Learning rate of the learner's actor.", 0, 1)
                with { Above = true, SuggestedLow = 1e-5, SuggestedHigh = 1e-3 },
            Setting.Number("critic_lr", 5e-4, "Learning rate of the critic.", 0, 1)
                with { Above = true, SuggestedLow = 1e-4, SuggestedHigh = 1e-2 },
            Setting.Number("gamma", 0.99, "What a reward is worth one step later.", 0, 1)
                with { SuggestedLow = 0.9, SuggestedHigh = 0.999 },
            Setting.Number("tau", 0.001, "How much of the networks their slow copies take on after each gradient.", 0, 1)
                with { Above = true, SuggestedLow = 0.0005, SuggestedHigh = 0.02 },
            Setting.Integer(
                "gradient_steps_per_generation",
                0,
                "Batches that are learnt after a generation; 0 for as many as it took steps.",
                0,
                1_000_000),
            Setting.Integer("gradient_accumulation_steps", 1, "Batches that make one gradient.", 1, 1024),
            Setting.Integer("batch_size", 128, "Steps of a batch.", 1, 65_536) with { SuggestedLow = 32, SuggestedHigh = 256 },
            Setting.Integer("buffer_size", 100_000, "Steps that are remembered.", 2, 10_000_000)
                with { SuggestedLow = 10_000, SuggestedHigh = 1_000_000 },
            Setting.Number("noise_scale", 0.2, "Deviation of the noise on the learner's actions.", 0, 10)
                with { SuggestedLow = 0.05, SuggestedHigh = 0.5 },
            Setting.Number("noise_decay", 1, "What the noise is multiplied with after each generation.", 0, 1)
                with { SuggestedLow = 0.9, SuggestedHigh = 1 },
            Setting.Integer("population_size", 10, "Actors in the population.", 2, 1000) with { SuggestedLow = 6, SuggestedHigh = 20 },
            Generations,
            Setting.Integer("episodes_per_actor", 1, "Episodes by which an actor's fitness is measured.", 1, 1000),
            Setting.Number("elite_fraction", 0.2, "Share of the population that lives on unchanged, at least one.", 0, 1)
                with { SuggestedLow = 0.1, SuggestedHigh = 0.3 },
            Setting.Integer("tournament_size", 3, "Actors of which the fittest becomes a parent.", 1, 1000),
            Setting.Number("crossover_rate", 0, "Chance of a child to have two parents.", 0, 1),
            Setting.Number("mutation_rate", 0.9, "Chance of a child to be mutated.", 0, 1) with { SuggestedLow = 0.05, SuggestedHigh = 1 },
            Setting.Number("mutation_std", 0.1, "Deviation of a change, relative to the weight.", 0)
                with { SuggestedLow = 0.02, SuggestedHigh = 0.5 },
            Setting.Number("mutation_fraction", 0.05, "Share of the weights that a mutation changes.", 0, 1),
            Setting.Integer("sync_period", 1, "Every so many generations the learner's actor replaces the worst.", 1, 10_000),
            PolicySettings.Layers with { Default = ParameterValue.Of("[128, 128]") },
        ])
    {
        Steps = Generations,
        DefaultMetric = "fitness/best_ever",
        TakesChoices = false,
        JudgesHoldout = true,
        Training = TrainingMetrics,
        Metrics = MetricsIn,
        Begin = static task => new DdpgGaTraining(task, LearnerOf(task.Settings), EvolutionOf(task.Settings)),
        Check = static values =>
        {
            LearnerOf(values);
            EvolutionOf(values);
        },
    };

    private static DdpgSettings LearnerOf(SettingValues values) => new(
        values.Number("actor_lr"),
        values.Number("critic_lr"),
        values.Number("gamma"),
        values.Number("tau"),
        checked(values.Integer("batch_size") * values.Integer("gradient_accumulation_steps")),
        PolicySettings.LayersOf(values));

    private static EvolutionSettings EvolutionOf(SettingValues values)
    {
        int steps = values.Integer("gradient_steps_per_generation"), accumulation = values.Integer("gradient_accumulation_steps");
        if (steps > 0 && accumulation > steps)
            throw values.Reject(
                "gradient_accumulation_steps",
                $"at most gradient_steps_per_generation, which is {steps}: a gradient is made of so many batches",
                "Lower it, or raise gradient_steps_per_generation.");
        if (values.Integer("batch_size") > values.Integer("buffer_size"))
            throw values.Reject(
                "batch_size", $"at most buffer_size, which is {values.Integer("buffer_size")}", "Lower batch_size, or raise buffer_size.");
        return new EvolutionSettings(
            values.Integer("population_size"),
            values.Integer(Generations.Name),
            values.Integer("episodes_per_actor"),
            values.Number("elite_fraction"),
            values.Integer("tournament_size"),
            values.Number("crossover_rate"),
            values.Number("mutation_rate"),
            values.Number("mutation_fraction"),
            values.Number("mutation_std"),
            values.Integer("sync_period"),
            steps,
            accumulation,
            values.Integer("buffer_size"),
            values.Number("noise_scale"),
            values.Number("noise_decay"));
    }

    private static IReadOnlyList<PolicyMetric> MetricsIn(EnvironmentKind environment) =>
    [
        new(
            new("fitness/best_ever", Goal.Maximize, "Best fitness that a champion had on data that policies do not learn from."),
            static view => view.Validation.Reward),
        .. TrainingMetrics.Select(static (metric, i) => new PolicyMetric(metric, view => view.Training[i])),
        .. environment.Figures.Select(static (figure, i) => new PolicyMetric(figure.Metric("val"), view => view.Validation.Figures[i])),
        .. environment.Figures.Select(
            static (figure, i) => new PolicyMetric(figure.Metric("final"), view => view.Holdout?.Figures[i] ?? double.NaN)),
    ];
}
