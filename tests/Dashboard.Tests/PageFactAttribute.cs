namespace ServerlessTuner.Dashboard.Tests;

/// <summary>A test of the page, skipped visibly where it was built without Node; on CI it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PageFactAttribute : FactAttribute
{
    public PageFactAttribute() => Skip = Page.IsBuilt || Environment.GetEnvironmentVariable("CI") == "true"
        ? null
        : "Needs the page: install Node, and build again.";
}
