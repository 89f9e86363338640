using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>The metrics of a trained model. Those of trades come from signals on data held out, under the costs of the scenario.</summary>
public static class ModelMetrics
{
    // Where it is one of a backtest, the name of that.
    private static readonly (MetricDefinition Definition, string? Backtest, bool Training)[] Table =
    [
        (new("val/sharpe", Goal.Maximize, "Sharpe ratio of the trades on data held out."), "sharpe", false),
        (new("val/sortino", Goal.Maximize, "Sortino ratio of the trades on data held out."), "sortino", false),
        (new("val/max_dd", Goal.Minimize, "Deepest fall of their profit in pips, marked to market."), "max_drawdown_pips", false),
        (new("val/profit_factor", Goal.Maximize, "Gross profit over gross loss of these trades."), "profit_factor", false),
        (new("val/win_rate", Goal.Maximize, "Share of winning trades, 0 to 1."), "win_rate", false),
        (new("val/trades", Goal.Maximize, "Number of trades on data held out."), "trades", false),
        (new("val/pnl_pips", Goal.Maximize, "Profit of these trades in pips, after costs."), "pnl_pips", false),
        (new("val/logloss", Goal.Minimize, "Log loss of the probabilities on data held out, in nats."), null, false),
        (
            new("val/auc", Goal.Maximize, "Area under the ROC curve there; with three classes the mean of each against the rest."),
            null,
            false),
        (new("val/accuracy", Goal.Maximize, "Share of labels there that the likeliest class tells."), null, false),
        (new("val/brier", Goal.Minimize, "Brier score there: the mean squared error of the probabilities."), null, false),
        (new("train/sharpe", Goal.Maximize, "Sharpe ratio of the trades on the data trained on."), "sharpe", true),
        (new("train/logloss", Goal.Minimize, "Log loss on the data trained on."), null, true),
        (new("gap", Goal.Minimize, "train/sharpe less val/sharpe: how much of the training did not carry over."), null, false),
    ];

    /// <summary>All metrics, in the order in which they are written.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = Array.ConvertAll(Table, static entry => entry.Definition);

    /// <summary>The names, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Table, static entry => entry.Definition.Name);

    /// <summary>Writes all metrics.</summary>
    /// <param name="held">The metrics of trades on data held out, as <see cref="Backtesting.BacktestMetrics.Names"/> has them.</param>
    /// <param name="trained">The same on the data trained on.</param>
    /// <param name="scores">How good the probabilities are on data held out.</param>
    /// <param name="trainedLoss">The log loss on the data trained on.</param>
    /// <param name="row">Receives a value for each of <see cref="Names"/>.</param>
    internal static void Write(
        double[] held, double[] trained, Scoring.ClassificationMetrics scores, double trainedLoss, Span<double> row)
    {
        for (int i = 0; i < Table.Length; i++)
        {
            row[i] = Table[i].Backtest is string name
                ? Traded(Table[i].Training ? trained : held, name)
                : Table[i].Definition.Name switch
                {
                    "val/logloss" => scores.LogLoss,
                    "val/auc" => scores.Auc,
                    "val/accuracy" => scores.Accuracy,
                    "val/brier" => scores.Brier,
                    "train/logloss" => trainedLoss,
                    _ => Of(trained, "sharpe") - Of(held, "sharpe"),
                };
        }
    }

    /// <summary>Why a trial cannot go on after a step, or null: a loss that is no finite number says that its model is none.</summary>
    /// <param name="row">The metrics after the step.</param>
    /// <param name="step">The step, from 1.</param>
    internal static string? FaultOf(ReadOnlySpan<double> row, int step)
    {
        for (int i = 0; i < Table.Length; i++)
        {
            if (Table[i].Definition.Name.EndsWith("/logloss", StringComparison.Ordinal) && !double.IsFinite(row[i]))
                return string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{Table[i].Definition.Name} is {row[i]} after fold {step}, so that the model is none. Lower learning_rate, or raise "
                        + $"reg_lambda; where nothing is held out, use fewer cv_folds.");
        }

        return null;
    }

    // What never trades loses nothing, and would win wherever trading loses.
    private static double Traded(double[] metrics, string name) =>
        name == "pnl_pips" && Of(metrics, "trades") == 0 ? double.NaN : Of(metrics, name);

    private static double Of(double[] metrics, string name)
    {
        for (int i = 0; i < metrics.Length; i++)
        {
            if (Backtesting.BacktestMetrics.Names[i] == name)
                return metrics[i];
        }

        throw new ArgumentException($"There is no metric '{name}'.", nameof(name));
    }
}
