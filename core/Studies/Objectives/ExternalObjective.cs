using System.Buffers;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Objectives;

/// <summary>
/// What agents evaluate outside: only the names of the metrics are known here. A service hands the trials out and takes the
/// metrics in, so nothing of this kind can be evaluated by a host itself.
/// </summary>
public sealed class ExternalObjective : IObjective
{
    // What no name of a metric holds that is not meant to be computed; a slash or a hyphen may well be part of one, as in val/loss.
    private static readonly SearchValues<char> Operators = SearchValues.Create("*+()<>=?,^`");

    /// <summary>Prepares an objective.</summary>
    /// <param name="spec">The objective.</param>
    /// <param name="metrics">What the study optimises; the names in there are the metrics that agents must send.</param>
    public ExternalObjective(ExternalSpec spec, IReadOnlyList<MetricSpec> metrics)
    {
        Required = [.. metrics.SelectMany(NamesIn).Distinct(StringComparer.Ordinal)];
        Metrics = [.. Required.Concat(spec.Metrics).Distinct(StringComparer.Ordinal)];
        Steps = spec.Steps ?? 1;
    }

    /// <summary>The metrics that every report and every outcome must bring.</summary>
    public IReadOnlyList<string> Required { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; }

    /// <inheritdoc/>
    public int Steps { get; }

    /// <summary>Why a host cannot evaluate such a study.</summary>
    public static InvalidInputException Elsewhere() => new(
        "objective",
        "Agents evaluate the trials of this study, so it cannot be run here. Start it on a service ('tuner serve', then 'tuner run FILE "
            + "--server http://127.0.0.1:7071') and let agents ask for trials over HTTP, as docs/agents.md shows; or use 'strategy' or "
                + "'function'.");

    /// <inheritdoc/>
    public void Evaluate(
        IReadOnlyList<ParameterSet> trials,
        Scenario scenario,
        int steps,
        MetricTable results,
        CancellationToken cancellation) => throw Elsewhere();

    /// <inheritdoc/>
    public void EvaluateSteps(
        ParameterSet trial,
        Scenario scenario,
        bool alone,
        MetricTable results,
        StepReporter report,
        CancellationToken cancellation) => throw Elsewhere();

    /// <summary>The metrics that a metric of the study is made of: its expression's, or itself where it is but a name.</summary>
    private static IReadOnlyList<string> NamesIn(MetricSpec metric)
    {
        bool isName = metric.Expression == metric.Name && metric.Expression.AsSpan().IndexOfAny(Operators) < 0;
        return !isName
            && Expression.TryParse(metric.Expression, out Expression? expression, out _)
            && expression.Names.Count > 0
            && expression.FindFault(expression.Names) is null
            ? expression.Names
            : [metric.Expression];
    }
}
