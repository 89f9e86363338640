namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>A test that mounts a small disk of its own, skipped visibly where the system does not allow it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly bool Allowed = Probe.Succeeds(
        "unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", Path.GetTempPath());

    public SmallDiskFactAttribute()
    {
        if (!Allowed)
            Skip = "Needs 'unshare -rm' and mounts in it, which this system does not allow.";
    }
}
