using ServerlessTuner.Core.Search.Samplers.Auto;
using ServerlessTuner.Core.Search.Samplers.CmaEs;
using ServerlessTuner.Core.Search.Samplers.Gp;
using ServerlessTuner.Core.Search.Samplers.Tpe;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>A sampler as it is listed and configured.</summary>
/// <param name="Name">The name in the study file.</param>
/// <param name="Aliases">Other names that are understood.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Create">Makes the sampler from complete settings.</param>
public sealed record SamplerInfo(
    string Name,
    IReadOnlyList<string> Aliases,
    string Summary,
    IReadOnlyList<SettingDefinition> Settings,
    Func<SettingReader, ISampler> Create);

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

/// <summary>The settings of a component, checked against their definitions, with defaults for those not given.</summary>
public sealed class SettingReader
{
    private readonly Dictionary<string, ParameterValue> values = new(StringComparer.Ordinal);

    /// <summary>Checks the settings given.</summary>
    /// <param name="place">Where they stand: <c>sampler</c>.</param>
    /// <param name="component">The component's name.</param>
    /// <param name="definitions">The settings it has.</param>
    /// <param name="given">The settings given.</param>
    /// <exception cref="InvalidInputException">A setting is unknown, or its value is not allowed.</exception>
    public SettingReader(string place, string component, IReadOnlyList<SettingDefinition> definitions, ParameterSet given)
    {
        var problems = new List<InputProblem>();
        foreach (string name in given.Names.Where(name => definitions.All(definition => definition.Name != name)))
        {
            string known = definitions.Count == 0 ? "It has none." : $"It has {string.Join(", ", definitions.Select(definition => definition.Name))}.";
            problems.Add(new($"{place}.{name}", $"'{name}' is not a setting of {component}. {known}"));
        }

        foreach (SettingDefinition definition in definitions)
        {
            if (!given.TryGet(definition.Name, out ParameterValue value))
                value = definition.Default;
            else if (Fault(definition, value) is string fault)
                problems.Add(new($"{place}.{definition.Name}", fault));
            values[definition.Name] = value;
        }

        if (problems.Count > 0)
            throw new InvalidInputException(problems);
    }

    /// <summary>Whether a setting has a value that is not null.</summary>
    public bool Has(string name) => values[name].Kind != ParameterKind.Null;

    /// <summary>A setting that is true or false.</summary>
    public bool Boolean(string name) => values[name].AsBoolean();

    /// <summary>A setting that is an integer.</summary>
    public long Integer(string name) => values[name].AsInteger();

    /// <summary>A setting that is a number.</summary>
    public double Float(string name) => values[name].AsDouble();

    /// <summary>A setting that is text.</summary>
    public string Text(string name) => values[name].ToString();

    private static string? Fault(SettingDefinition definition, ParameterValue value)
    {
        bool kindFits = definition.Kind switch
        {
            ParameterKind.Boolean => value.Kind == ParameterKind.Boolean,
            ParameterKind.Integer => value.TryGetInteger(out _),
            ParameterKind.Float => value.IsNumber,
            // What takes several kinds checks them itself.
            ParameterKind.Json => true,
            _ => value.Kind == ParameterKind.Text,
        };
        kindFits |= value.Kind == ParameterKind.Null && definition.Default.Kind == ParameterKind.Null;
        if (!kindFits)
            return $"{definition.Name} is '{value}', but must be {Describe(definition.Kind)}.";
        if (value.IsNumber && definition.Min is double min && !(value.AsDouble() >= min))
            return $"{definition.Name} is {value}, but must be {min} or more.";
        if (value.IsNumber && definition.Max is double max && !(value.AsDouble() <= max))
            return $"{definition.Name} is {value}, but must be {max} or less.";
        if (definition.Choices is { } choices && !choices.Contains(value.ToString(), StringComparer.Ordinal))
            return $"{definition.Name} is '{value}', but must be one of {string.Join(", ", choices)}.";
        return null;
    }

    private static string Describe(ParameterKind kind) => kind switch
    {
        ParameterKind.Boolean => "true or false",
        ParameterKind.Integer => "an integer",
        ParameterKind.Float => "a number",
        _ => "text",
    };
}
