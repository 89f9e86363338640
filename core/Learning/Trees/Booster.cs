using ServerlessTuner.Core.Learning.Trees.Growing;
using ServerlessTuner.Core.Learning.Trees.Objectives;

namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>
/// Trains gradient-boosted trees on one thread: tree after tree is fitted to the derivatives of the loss at the margins so far (Chen and
/// Guistrin 2016; Ke et al. 2017). The same data and parameters give the same bits on every machine.
/// </summary>
public static class Booster
{
    /// <summary>Trains.</summary>
    /// <param name="data">The features, in bins of the parameters' kind.</param>
    /// <param name="targets">Labels and weights, by row of the table that <paramref name="data"/> was made from.</param>
    /// <param name="parameters">How to train.</param>
    /// <param name="progress">Told after every round; false ends the training there. Null: nothing is told.</param>
    /// <param name="cancellation">Looked at before every tree and every split.</param>
    /// <returns>The model; with early stopping, up to the round with the best metric.</returns>
    /// <exception cref="ArgumentException">A parameter, label or weight is out of range, or early stopping lacks validation
    /// rows.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TreeModel Train(
        BinnedTable data,
        BoosterTargets targets,
        BoosterParameters parameters,
        Func<BoosterProgress, bool>? progress = null,
        CancellationToken cancellation = default) =>
        Train(data, targets, parameters, progress, VectorWidths.Best, cancellation);

    /// <inheritdoc cref="Train(BinnedTable, BoosterTargets, BoosterParameters, Func{BoosterProgress, bool}?, CancellationToken)"/>
    internal static TreeModel Train(
        BinnedTable data,
        BoosterTargets targets,
        BoosterParameters parameters,
        Func<BoosterProgress, bool>? progress,
        VectorWidth width,
        CancellationToken cancellation)
    {
        parameters.Check(data.Features.Length);
        if (data.Kind != parameters.Kind)
            throw new ArgumentException($"The bins are those of {data.Kind}, but the parameters those of {parameters.Kind}.", nameof(data));
        if (parameters.EarlyStoppingRounds > 0 && data.ValidationRows == 0)
            throw new ArgumentException("early_stopping_rounds needs validation rows.", nameof(parameters));
        var rows = new TrainingRows(data, targets, parameters);
        return new BoosterRun(data, rows, parameters, progress is not null, width).Train(progress, cancellation);
    }
}
