using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>All pruners by name.</summary>
public static class PrunerRegistry
{
    private const string Place = "pruner";

    private static readonly SettingDefinition
        StartupTrials = new("n_startup_trials", ParameterKind.Integer, ParameterValue.Of(5L), "Nothing is stopped before so many trials are complete.", Min: 0, Max: int.MaxValue),
        WarmupSteps = new("n_warmup_steps", ParameterKind.Integer, ParameterValue.Of(0L), "Nothing is stopped below this step.", Min: 0, Max: int.MaxValue),
        IntervalSteps = new("interval_steps", ParameterKind.Integer, ParameterValue.Of(1L), "Steps between two checks.", Min: 1, Max: int.MaxValue),
        MinTrials = new("n_min_trials", ParameterKind.Integer, ParameterValue.Of(1L), "Nothing is stopped at a step that fewer complete trials reported.", Min: 1, Max: int.MaxValue),
        BootstrapCount = new("bootstrap_count", ParameterKind.Integer, ParameterValue.Of(0L), "How many trials must have completed a rung before any goes on from it.", Min: 0, Max: int.MaxValue);

    /// <summary>Every pruner, in the order in which they are listed.</summary>
    public static IReadOnlyList<PrunerInfo> All { get; } =
    [
        new("none", "Stops no trial.", [], (_, _) => new NonePruner()),
        new(
            "median",
            "Stops a trial whose best value is worse than the median of complete trials at the same step.",
            [StartupTrials, WarmupSteps, IntervalSteps, MinTrials],
            (settings, _) => Percentile(settings, 50)),
        new(
            "percentile",
            "Keeps the given percentage of trials, compared with complete trials at the same step.",
            [new("percentile", ParameterKind.Float, default, "How much to keep, in percent.", Min: 0, Max: 100), StartupTrials, WarmupSteps, IntervalSteps, MinTrials],
            (settings, _) => Percentile(settings, Required(settings, "percentile", "25 to keep the best quarter").Float("percentile"))),
        new(
            "threshold",
            "Stops a trial whose value leaves a fixed range or is NaN.",
            [
                new("lower", ParameterKind.Float, default, "The smallest value that goes on; null for none."),
                new("upper", ParameterKind.Float, default, "The largest value that goes on; null for none."),
                WarmupSteps,
                IntervalSteps,
            ],
            (settings, _) => Threshold(settings)),
        new(
            "patient",
            "Asks another pruner only once a trial has stopped getting better; alone, stops it then.",
            [
                new("wrapped_pruner", ParameterKind.Json, default, "The pruner to ask, as a name or as a mapping with name and settings; null to stop without asking."),
                new("patience", ParameterKind.Integer, default, "Over how many steps a trial may fail to improve.", Min: 0, Max: int.MaxValue),
                new("min_delta", ParameterKind.Float, ParameterValue.Of(0.0), "By how much the value must get worse to count.", Min: 0),
            ],
            Patient),
        new(
            "successive_halving",
            "Asynchronous successive halving: at steps that grow by a factor, the best of those seen there go on.",
            [
                new("min_resource", ParameterKind.Json, ParameterValue.Of("auto"), "The step at which the first rung ends, 1 or more; auto for a hundredth of a complete trial's steps."),
                new("reduction_factor", ParameterKind.Integer, ParameterValue.Of(4L), "One in how many goes on, and the factor between rungs.", Min: 2, Max: int.MaxValue),
                new("min_early_stopping_rate", ParameterKind.Integer, ParameterValue.Of(0L), "How many of the first rungs to leave out.", Min: 0, Max: 100),
                BootstrapCount,
            ],
            (settings, _) => SuccessiveHalving(settings)),
        new(
            "hyperband",
            "Hyperband with Optuna's meaning: successive halvings side by side, a trial's share by a hash of its number.",
            [
                new("min_resource", ParameterKind.Integer, ParameterValue.Of(1L), "The step at which the first rung of the first bracket ends.", Min: 1, Max: int.MaxValue),
                new("max_resource", ParameterKind.Json, ParameterValue.Of("auto"), "How many steps a whole trial has; auto to learn it from complete trials."),
                new("reduction_factor", ParameterKind.Integer, ParameterValue.Of(3L), "One in how many goes on, and the factor between rungs.", Min: 2, Max: int.MaxValue),
                BootstrapCount,
            ],
            Hyperband),
        new(
            "wandb_hyperband",
            "W&B's early_terminate: at the last band that a trial reached it must be among the best 1/eta.",
            [
                new("min_iter", ParameterKind.Integer, default, "The first band: after how many reports trials are first judged.", Min: 1, Max: int.MaxValue),
                new("max_iter", ParameterKind.Integer, default, "How many reports a whole trial has; bands are counted back from it, and s says how many.", Min: 1, Max: int.MaxValue),
                new("s", ParameterKind.Integer, default, "How many bands, backwards from max_iter.", Min: 1, Max: int.MaxValue),
                new("eta", ParameterKind.Float, ParameterValue.Of(3.0), "The factor between bands; the best 1/eta go on.", Min: 1.000001),
                new("strict", ParameterKind.Boolean, ParameterValue.Of(true), "Whether to compare the value at the band instead of the best so far."),
            ],
            (settings, _) => WandbHyperband(settings)),
        new(
            "wilcoxon",
            "For folds: stops a trial that a signed-rank test finds worse than the best trial, fold by fold.",
            [
                new("p_threshold", ParameterKind.Float, ParameterValue.Of(0.1), "The p-value below which a trial is stopped.", Min: 0, Max: 1),
                new("n_startup_steps", ParameterKind.Integer, ParameterValue.Of(2L), "Nothing is stopped before so many common steps; never before 2.", Min: 0, Max: int.MaxValue),
            ],
            (settings, _) => new WilcoxonPruner(settings.Float("p_threshold"), Int(settings, "n_startup_steps"))),
    ];

    /// <summary>The pruner with a name, or null.</summary>
    public static PrunerInfo? Find(string name) => All.FirstOrDefault(info => string.Equals(info.Name, name, StringComparison.Ordinal));

    /// <summary>Makes a pruner.</summary>
    /// <param name="component">The name and the settings given.</param>
    /// <param name="studyName">The study's name; Hyperband's brackets follow from it.</param>
    /// <exception cref="InvalidInputException">The name or a setting is unknown, a value is not allowed, or a needed one is missing.</exception>
    public static IPruner Create(ComponentSpec component, string studyName) => Create(component, studyName, Place);

    private static IPruner Create(ComponentSpec component, string studyName, string place)
    {
        PrunerInfo info = Find(component.Name) ?? throw new InvalidInputException(
            place,
            $"{place} is '{component.Name}', which does not exist. Choose one of {string.Join(", ", All.Select(pruner => pruner.Name))}.");
        return info.Create(new SettingReader(place, info.Name, info.Settings, component.Settings), studyName);
    }

    private static PercentilePruner Percentile(SettingReader settings, double percentile) => new(
        percentile, Int(settings, "n_startup_trials"), Int(settings, "n_warmup_steps"), Int(settings, "interval_steps"), Int(settings, "n_min_trials"));

    private static ThresholdPruner Threshold(SettingReader settings)
    {
        if (!settings.Has("lower") && !settings.Has("upper"))
            throw new InvalidInputException(Place, "threshold has neither lower nor upper. Give at least one of them.");
        double lower = settings.Has("lower") ? settings.Float("lower") : double.NegativeInfinity;
        double upper = settings.Has("upper") ? settings.Float("upper") : double.PositiveInfinity;
        // Negated, so that NaN fails as well.
        if (!(lower <= upper))
            throw new InvalidInputException($"{Place}.lower", $"lower is {lower}, but must not be above upper ({upper}). Swap them.");
        return new ThresholdPruner(lower, upper, Int(settings, "n_warmup_steps"), Int(settings, "interval_steps"));
    }

    private static PatientPruner Patient(SettingReader settings, string studyName)
    {
        Required(settings, "patience", "3 to allow three steps without improvement");
        const string Inner = $"{Place}.wrapped_pruner";
        IPruner? wrapped = null;
        if (settings.Has("wrapped_pruner"))
        {
            string text = settings.Text("wrapped_pruner");
            wrapped = Create(text.StartsWith('{') ? ReadComponent(text, Inner) : new ComponentSpec(text), studyName, Inner);
        }

        return new PatientPruner(wrapped, Int(settings, "patience"), settings.Float("min_delta"));
    }

    private static ComponentSpec ReadComponent(string json, string place)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        ParameterSet members = ParameterSet.FromJson(document.RootElement);
        if (!members.TryGet("name", out ParameterValue name))
            throw new InvalidInputException(place, $"{place}.name is missing. Name the pruner to ask, such as median.");
        int[] rest = [.. Enumerable.Range(0, members.Count).Where(i => members.Names[i] != "name")];
        return new ComponentSpec(name.ToString(), new ParameterSet([.. rest.Select(i => members.Names[i])], [.. rest.Select(i => members.Values[i])]));
    }

    private static SuccessiveHalvingPruner SuccessiveHalving(SettingReader settings)
    {
        int? resource = Resource(settings, "min_resource", 1);
        return new SuccessiveHalvingPruner(resource, Int(settings, "reduction_factor"), Int(settings, "min_early_stopping_rate"), Bootstrap(settings, "min_resource", resource));
    }

    private static HyperbandPruner Hyperband(SettingReader settings, string studyName)
    {
        int min = Int(settings, "min_resource");
        int? max = Resource(settings, "max_resource", min);
        return new HyperbandPruner(studyName, min, max, Int(settings, "reduction_factor"), Bootstrap(settings, "max_resource", max));
    }

    private static WandbHyperbandPruner WandbHyperband(SettingReader settings)
    {
        double eta = settings.Float("eta");
        bool strict = settings.Boolean("strict");
        if (settings.Has("max_iter") && settings.Has("s"))
        {
            return WandbHyperbandPruner.FromMaxIter(Int(settings, "max_iter"), Int(settings, "s"), eta, strict) ?? throw new InvalidInputException(
                $"{Place}.max_iter",
                $"max_iter is {settings.Integer("max_iter")}, but must be at least eta ({eta}) for there to be a band. Raise max_iter or lower eta.");
        }

        if (settings.Has("max_iter") && !settings.Has("min_iter"))
            throw new InvalidInputException(Place, "wandb_hyperband has max_iter, but no s. Add s, the number of steps at which to stop trials, such as s: 2.");
        if (!settings.Has("min_iter"))
            throw new InvalidInputException(Place, "wandb_hyperband has neither min_iter nor max_iter. Add min_iter, the first step at which to stop trials, such as min_iter: 3.");
        return WandbHyperbandPruner.FromMinIter(Int(settings, "min_iter"), eta, strict);
    }

    private static int? Resource(SettingReader settings, string name, int min)
    {
        if (!settings.Has(name) || settings.Text(name) == "auto")
            return null;
        if (!int.TryParse(settings.Text(name), out int resource) || resource < min)
            throw new InvalidInputException($"{Place}.{name}", $"{name} is '{settings.Text(name)}', but must be an integer of {min} or more, or auto.");
        return resource;
    }

    private static int Bootstrap(SettingReader settings, string resourceName, int? resource)
    {
        int count = Int(settings, "bootstrap_count");
        if (count > 0 && resource is null)
            throw new InvalidInputException($"{Place}.bootstrap_count", $"bootstrap_count is {count}, which does not go with {resourceName}: auto. Give {resourceName} a number, or leave bootstrap_count out.");
        return count;
    }

    private static SettingReader Required(SettingReader settings, string name, string example) => settings.Has(name)
        ? settings
        : throw new InvalidInputException($"{Place}.{name}", $"{name} is missing. Give a value, such as {example}.");

    private static int Int(SettingReader settings, string name) => (int)settings.Integer(name);
}
