using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary><c>model: ppo</c>: proximal policy optimisation, with the names of Stable-Baselines3.</summary>
internal static class PpoModel
{
    private static readonly Setting Evaluations = Setting.Integer(
        "evaluations", 20, "How often a policy is judged while it learns; pruners hear each time. The same for all trials.", 1, 1000);

    private static readonly MetricDefinition[] TrainingMetrics =
    [
        new("train/mean_reward", Goal.Maximize, "Mean reward of the last 100 episodes of training."),
        new("train/approx_kl", Goal.Minimize, "How far the last update moved the policy: the mean of (r - 1) - ln r."),
        new("train/entropy", Goal.Maximize, "Mean entropy of the policy's actions, in nats."),
        new("train/clip_fraction", Goal.Minimize, "Share of steps whose probability moved beyond the clip."),
        new("train/explained_variance", Goal.Maximize, "Share of the variance of returns that the value network told."),
    ];

    public static PolicyKind Kind { get; } = new(
        "ppo",
        "A policy trained by proximal policy optimisation, to execute an order unless another environment is named.",
        "execution",
        [
            Setting.Number("learning_rate", 3e-4, "The first learning rate; it falls to 0 along a line.", 0, 1)
                with { Above = true, SuggestedLow = 1e-5, SuggestedHigh = 1e-3 },
            Setting.Integer("n_steps", 2048, "Steps between updates, of all environments together.", 2, 10_000_000)
                with { SuggestedLow = 256, SuggestedHigh = 4096 },
            Setting.Integer("n_envs", 8, "Environments side by side; n_steps is a multiple of it.", 1, 1024),
            Setting.Integer("batch_size", 64, "Steps of a gradient; at most n_steps.", 2, 1_000_000)
                with { SuggestedLow = 32, SuggestedHigh = 256 },
            Setting.Integer("n_epochs", 10, "Passes over the steps of an update.", 1, 1000) with { SuggestedLow = 3, SuggestedHigh = 20 },
            Setting.Number("gamma", 0.99, "What a reward is worth one step later.", 0, 1)
                with { SuggestedLow = 0.9, SuggestedHigh = 0.999 },
            Setting.Number("gae_lambda", 0.95, "Lambda of generalised advantages.", 0, 1) with { SuggestedLow = 0.8, SuggestedHigh = 1 },
            Setting.Number("clip_range", 0.2, "How far probabilities and values may move before the gradient ends.", 0, 10)
                with { Above = true, SuggestedLow = 0.1, SuggestedHigh = 0.3 },
            Setting.Number("ent_coef", 0, "Weight of the entropy.", 0) with { SuggestedLow = 0, SuggestedHigh = 0.1 },
            Setting.Number("vf_coef", 0.5, "Weight of the value loss.", 0) with { SuggestedLow = 0.1, SuggestedHigh = 1 },
            Setting.Number("max_grad_norm", 0.5, "Longest gradient.", 0) with { Above = true, SuggestedLow = 0.3, SuggestedHigh = 5 },
            PolicySettings.Layers,
            Setting.Integer("total_timesteps", 100_000, "Steps in all.", 1, 1_000_000_000)
                with { SuggestedLow = 10_000, SuggestedHigh = 1_000_000 },
            Setting.Number("log_std_init", 0, "Logarithm of the first standard deviation of actions that are numbers.", -10, 3),
            Evaluations,
        ])
    {
        Steps = Evaluations,
        DefaultMetric = "eval/mean_reward",
        TakesChoices = true,
        JudgesHoldout = false,
        Training = TrainingMetrics,
        Metrics = MetricsIn,
        Begin = static task => new PpoTraining(task, SettingsOf(task.Settings), task.Settings.Integer(Evaluations.Name)),
        Check = static values => SettingsOf(values),
    };

    /// <summary>The settings, checked together.</summary>
    public static PpoSettings SettingsOf(SettingValues values)
    {
        int steps = values.Integer("n_steps"), environments = values.Integer("n_envs"), batch = values.Integer("batch_size");
        if (batch > steps)
            throw values.Reject(
                "batch_size", $"at most n_steps, which is {steps}: an update has no more steps to learn from",
                "Lower batch_size, or raise n_steps.");
        if (steps % environments != 0)
            throw values.Reject(
                "n_steps",
                $"a multiple of n_envs, which is {environments}",
                $"For example: {((steps / environments) + 1) * environments}.");
        return new PpoSettings(
            values.Number("learning_rate"),
            steps,
            environments,
            batch,
            values.Integer("n_epochs"),
            values.Number("gamma"),
            values.Number("gae_lambda"),
            values.Number("clip_range"),
            values.Number("ent_coef"),
            values.Number("vf_coef"),
            values.Number("max_grad_norm"),
            PolicySettings.LayersOf(values),
            values.Integer("total_timesteps"),
            values.Number("log_std_init"));
    }

    private static IReadOnlyList<PolicyMetric> MetricsIn(EnvironmentKind environment) =>
    [
        new(
            new("eval/mean_reward", Goal.Maximize, "Mean reward of an episode that is not trained on, acting without chance."),
            static view => view.Validation.Reward),
        new(
            new("eval/mean_reward_low", Goal.Maximize, "Lower end of its 95 % confidence interval."),
            static view => view.Validation.Reward - view.Validation.Error),
        new(
            new("eval/mean_reward_high", Goal.Maximize, "Upper end of its 95 % confidence interval."),
            static view => view.Validation.Reward + view.Validation.Error),
        new(new("eval/episode_length", Goal.Maximize, "Mean steps of these episodes."), static view => view.Validation.Length),
        .. environment.Figures.Select(
            static (figure, i) => new PolicyMetric(figure.Metric("eval"), view => view.Validation.Figures[i])),
        .. TrainingMetrics.Select(static (metric, i) => new PolicyMetric(metric, view => view.Training[i])),
    ];
}
