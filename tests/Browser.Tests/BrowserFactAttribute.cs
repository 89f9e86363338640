namespace ServerlessTuner.Browser.Tests;

/// <summary>A test in a real browser, skipped visibly where there is none; on CI it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}
