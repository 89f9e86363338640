using System.Globalization;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>The fields of distributions between two bounds.</summary>
internal static class RangeFields
{
    public static readonly Setting Min = new(
        "min", SettingKind.Number, "The smallest value; the exponent of e for log_uniform and inv_log_uniform.") { Example = "0.1" };
    public static readonly Setting Max = new(
        "max", SettingKind.Number, "The largest value; the exponent of e for log_uniform and inv_log_uniform.") { Example = "1.0" };
    public static readonly Setting Step = new(
        "step", SettingKind.Number, "The distance between neighbours.") { Min = 0, Above = true, Example = "0.1" };
    public static readonly Setting Log = new(
        "log", SettingKind.Boolean, "Whether values are spread evenly in their logarithm. Default: false.");

    /// <summary>Two real bounds, the lower one first; null where a fault was reported.</summary>
    /// <param name="fields">Where they are read from.</param>
    /// <param name="log">Whether they must be above zero.</param>
    /// <param name="exponents">Whether they are exponents of e.</param>
    public static (double Low, double High)? Read(IDistributionFields fields, bool log = false, bool exponents = false)
    {
        double? min = fields.Number(Min), max = fields.Number(Max);
        if (min is not double low || max is not double high || !CheckOrder(fields, low, high))
            return null;
        if (log)
            CheckLog(fields, low, "1e-6");
        return exponents && !CheckExponents(fields, low, high) ? null : (low, high);
    }

    /// <summary>Whether the lower bound is below the upper one.</summary>
    public static bool CheckOrder(IDistributionFields fields, double low, double high)
    {
        if (low < high)
            return true;
        string remedy = low == high ? $"Write value: {fields.Written(Min)} for a fixed value, or raise max." : "Swap them, or raise max.";
        fields.Reject(Min, $"below max ({fields.Written(Max)})", remedy);
        return false;
    }

    /// <summary>Reports a lower bound that has no logarithm.</summary>
    public static void CheckLog(IDistributionFields fields, double low, string example)
    {
        if (!(low > 0))
            fields.Reject(Min, "above 0 on a log scale", $"Use a small positive value such as {example}, or a linear scale.");
    }

    /// <summary>Reports a step on a log scale.</summary>
    public static void RefuseLogStep(IDistributionFields fields) => fields.Reject(Step, "left out on a log scale", "Remove step, or log.");

    /// <summary>Reports a step that is wider than the range.</summary>
    public static void CheckStep(IDistributionFields fields, double? step, double low, double high)
    {
        if (step > high - low)
            fields.Reject(
                Step, string.Create(CultureInfo.InvariantCulture, $"no wider than the range from {low} to {high}"), "Make it smaller.");
    }

    // Beyond ±700 the value is no longer a double.
    private static bool CheckExponents(IDistributionFields fields, double low, double high)
    {
        if (low >= -700 && high <= 700)
            return true;
        fields.Reject(
            low < -700 ? Min : Max,
            "an exponent of e from -700 to 700 for this distribution",
            "For bounds as values, use the distribution with _values at its end.");
        return false;
    }
}
