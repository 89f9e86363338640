namespace ServerlessTuner.Learning.Tests.Support;

/// <summary>A test against the original XGBoost, skipped visibly where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class XGBoostFactAttribute : FactAttribute
{
    public XGBoostFactAttribute()
    {
        if (!XGBoostLibrary.IsInstalled)
            Skip = "Needs XGBoost 1.7: apt-get install libxgboost0.";
    }
}
