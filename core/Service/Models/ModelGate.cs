using System.Globalization;
using System.Text.RegularExpressions;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Service.Models;

/// <summary>
/// What a model must be like to be promoted: a condition over its metrics, such as <c>val/sharpe &gt; 1 and gap &lt; 0.3</c>.
/// </summary>
public static partial class ModelGate
{
    /// <summary>Checks a model.</summary>
    /// <param name="require">The condition.</param>
    /// <param name="metrics">The model's metrics; those that are no finite numbers are absent.</param>
    /// <exception cref="InvalidInputException">The condition is none, or the model does not meet it; the message has the
    /// values.</exception>
    public static void Check(string require, IReadOnlyDictionary<string, double> metrics)
    {
        string[] names = [.. metrics.Keys.Union(ModelMetrics.Names, StringComparer.Ordinal)];
        if (!Expression.TryParse(Quoted(require, names), out Expression? condition, out ExpressionFault? fault)
            || (fault = condition.FindFault(names)) is not null)
            throw new InvalidInputException(Place.Field("require"), $"The gate '{require}' cannot be read: {fault}", string.Empty);
        double[] row = [.. names.Select(name => metrics.GetValueOrDefault(name, double.NaN))];
        double met = condition.Bind(names).Evaluate(row);
        if (met != 0 && !double.IsNaN(met))
            return;
        string values = string.Join(
            ", ",
            condition.Names.Select(
                name => metrics.TryGetValue(name, out double value)
                    ? string.Create(CultureInfo.InvariantCulture, $"{name} is {value:G6}")
                    : $"{name} has no value"));
        throw new InvalidInputException(
            Place.Field("require"),
            $"The model does not pass the gate '{require}': {values}.",
            "Promote a better trial, or change the gate.");
    }

    // Between backticks a name may have a stroke; nobody means to divide val by sharpe.
    private static string Quoted(string text, IReadOnlyList<string> names) => Path().Replace(
        text, match => match.Value[0] != '`' && names.Contains(match.Value, StringComparer.Ordinal) ? $"`{match.Value}`" : match.Value);

    [
        GeneratedRegex(
            @"`[^`]*`|[A-Za-z_][A-Za-z0-9_.:]*(/[A-Za-z_][A-Za-z0-9_.:]*)+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)
    ]
    private static partial Regex Path();
}
