using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Samplers.Auto;
using ServerlessTuner.Core.Search.Samplers.CmaEs;
using ServerlessTuner.Core.Search.Samplers.Gp;
using ServerlessTuner.Core.Search.Samplers.Tpe;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>All samplers by name.</summary>
public static class SamplerRegistry
{
    /// <summary>Every sampler, in the order in which they are listed.</summary>
    public static IReadOnlyList<SamplerInfo> All { get; } =
    [
        new("auto", ["bayes"], "Chooses among the others by space, budget and objectives, and says which; for most studies the best.", [], _ => new AutoSampler()),
        new("grid", [], "Every combination of values once, the last parameter varying fastest.", [], _ => new GridSampler()),
        new(
            "random",
            [],
            "Independent draws from the distributions.",
            [
                new("replacement", ParameterKind.Boolean, ParameterValue.Of(false), "Whether draws may repeat, as W&B's do; otherwise a finite space is walked in random order."),
            ],
            settings => new RandomSampler(settings.Boolean("replacement"))),
        new(
            "tpe",
            [],
            "Tree-structured Parzen estimator: densities of good and other trials; Optuna's default.",
            TpeSampler.Settings,
            settings => new TpeSampler((int)settings.Integer("n_startup_trials"), (int)settings.Integer("n_ei_candidates"), settings.Boolean("multivariate"), settings.Boolean("constant_liar"))),
        new("sobol", ["qmc"], "Quasi-random points that cover the space evenly.", [], _ => new SobolSampler()),
        new("nsga2", [], "Genetic search for the Pareto front of several objectives.", NsgaSampler.Settings, settings => new NsgaSampler((int)settings.Integer("population"))),
        new(
            "cmaes",
            ["cma-es"],
            "Covariance matrix adaptation: an evolution strategy for numeric parameters and larger budgets.",
            CmaEsSampler.Settings,
            settings => new CmaEsSampler((int)settings.Integer("population"), settings.Float("sigma0"), settings.Text("restart"))),
        new("gp", [], "Gaussian process with log expected improvement.", GpSampler.Settings, settings => new GpSampler((int)settings.Integer("n_startup_trials"))),
    ];

    /// <summary>The sampler with a name or alias, or null.</summary>
    public static SamplerInfo? Find(string name) =>
        All.FirstOrDefault(info => string.Equals(info.Name, name, StringComparison.Ordinal) || info.Aliases.Contains(name, StringComparer.Ordinal));

    /// <summary>Makes a sampler.</summary>
    /// <exception cref="InvalidInputException">The name or a setting is unknown, or a value is not allowed.</exception>
    public static ISampler Create(ComponentSpec component)
    {
        SamplerInfo info = Find(component.Name) ?? throw new InvalidInputException(
            "sampler",
            $"sampler is '{component.Name}', which does not exist. Choose one of {string.Join(", ", All.Select(sampler => sampler.Name))}.");
        return info.Create(new SettingReader("sampler", info.Name, info.Settings, component.Settings));
    }
}
