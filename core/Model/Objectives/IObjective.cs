using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Objectives;

/// <summary>What a trial runs: a backtest, a test function, a model's training.</summary>
/// <remarks>
/// One instance serves one study on one host; it is made once, holds the loaded data, and is called from several
/// threads at once. It keeps no result between calls that another call could see: the same trials under the same
/// scenario give the same metrics on every machine, in every batching, to the last bit.
/// </remarks>
public interface IObjective
{
    /// <summary>The names of the metrics, in the order in which they are written. The same for every trial.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>How many steps a whole evaluation has: folds, epochs, generations; 1 without steps.</summary>
    int Steps { get; }

    /// <summary>
    /// Evaluates trials under one scenario, from scratch through step <paramref name="steps"/>.
    /// </summary>
    /// <param name="trials">The parameter values. Batches from a grid share signals and exits, so pass them together.</param>
    /// <param name="scenario">The market conditions. Ignored by objectives without a market.</param>
    /// <param name="steps">How many steps to run, from 1 to <see cref="Steps"/>.</param>
    /// <param name="results">One row per trial, to be filled. A trial that fails gets its reason in the row, and the others go on.</param>
    /// <param name="cancellation">Checked often enough that Ctrl-C answers within a second.</param>
    void Evaluate(IReadOnlyList<ParameterSet> trials, Scenario scenario, int steps, MetricTable results, CancellationToken cancellation);

    /// <summary>
    /// Evaluates one trial under one scenario step by step, for as long as the reports are answered with true. After the last step
    /// the metrics are those of <see cref="Evaluate"/>, to the last bit.
    /// </summary>
    /// <param name="trial">The parameter values.</param>
    /// <param name="scenario">The market conditions.</param>
    /// <param name="alone">Whether a report is about its step alone, as comparing slice by slice asks for; otherwise about all steps so
    /// far.</param>
    /// <param name="results">One row, to be filled with the metrics after the last step that was run.</param>
    /// <param name="report">Hears the step, from 1, and the metrics; says whether to go on.</param>
    /// <param name="cancellation">Checked at every step at least.</param>
    void EvaluateSteps(
        ParameterSet trial, Scenario scenario, bool alone, MetricTable results, StepReporter report, CancellationToken cancellation);
}
