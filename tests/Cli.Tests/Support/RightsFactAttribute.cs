namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>A test of a folder's rights, skipped visibly where they hold nobody.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RightsFactAttribute : FactAttribute
{
    /// <summary>
    /// What a shell puts before a command that rights shall hold: they do not hold the superuser, unless it gives some of its own up.
    /// </summary>
    public const string AsUsual = "as=; [ $(id -u) != 0 ] || as='setpriv --bounding-set=-dac_override,-dac_read_search'; $as";

    private static readonly bool Hold = !OperatingSystem.IsWindows() && Probe.Succeeds("bash", "-c", AsUsual + " true");

    public RightsFactAttribute()
    {
        if (!Hold)
            Skip = "Needs a user without the superuser's rights, or 'setpriv'.";
    }
}
