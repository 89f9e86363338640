namespace ServerlessTuner.Learning.Tests.Support;

/// <summary>As <see cref="XGBoostFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class XGBoostTheoryAttribute : TheoryAttribute
{
    public XGBoostTheoryAttribute()
    {
        if (!XGBoostLibrary.IsInstalled)
            Skip = "Needs XGBoost 1.7: apt-get install libxgboost0.";
    }
}
