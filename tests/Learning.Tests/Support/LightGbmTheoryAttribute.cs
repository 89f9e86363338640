namespace ServerlessTuner.Learning.Tests.Support;

/// <summary>A test against the original LightGBM, skipped visibly where it cannot be loaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LightGbmTheoryAttribute : TheoryAttribute
{
    public LightGbmTheoryAttribute()
    {
        if (!LightGbmLibrary.IsInstalled)
            Skip = "Needs libgomp1: apt-get install libgomp1.";
    }
}
