using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>Settings that several pruners have, with Optuna's names and defaults.</summary>
internal static class PrunerSettings
{
    public static readonly Setting
        StartupTrials = Setting.Integer(
            "n_startup_trials", 5, "Nothing is stopped before so many trials are complete.", min: 0, max: int.MaxValue),
        WarmupSteps = Setting.Integer("n_warmup_steps", 0, "Nothing is stopped below this step.", min: 0, max: int.MaxValue),
        IntervalSteps = Setting.Integer("interval_steps", 1, "Steps between two checks.", min: 1, max: int.MaxValue),
        BootstrapCount = Setting.Integer(
            "bootstrap_count", 0, "How many trials must have completed a rung before any goes on from it.", min: 0, max: int.MaxValue);

    /// <summary>A number of steps, or null for auto.</summary>
    public static int? Resource(SettingValues values, string name, int least)
    {
        if (!values.Has(name) || values.Text(name) == "auto")
            return null;
        return int.TryParse(values.Text(name), out int resource) && resource >= least
            ? resource
            : throw values.Reject(name, $"a whole number, {least} or more, or auto", "Write auto where the steps are not known.");
    }

    /// <summary>The bootstrap count, which needs a known number of steps.</summary>
    public static int Bootstrap(SettingValues values, string resourceName, int? resource)
    {
        int count = values.Integer(BootstrapCount.Name);
        return count == 0 || resource is not null
            ? count
            : throw values.Reject(
                BootstrapCount.Name, $"0 with {resourceName}: auto", $"Give {resourceName} a number, or leave {BootstrapCount.Name} out.");
    }
}
