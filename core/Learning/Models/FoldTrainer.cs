using ServerlessTuner.Core.Learning.Calibration;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Trains a trial's model on a fold, and calibrates it.</summary>
/// <param name="features">The features.</param>
/// <param name="trainer">Trains.</param>
/// <param name="calibration">The calibration's name: none, isotonic or platt.</param>
/// <param name="seed">The study's seed.</param>
internal sealed class FoldTrainer(ModelFeatures features, IModelTrainer trainer, string calibration, ulong seed)
{
    /// <summary>Trains.</summary>
    /// <param name="data">The labels.</param>
    /// <param name="fold">The rows.</param>
    /// <param name="stream">Tells this training from all others of the study.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The model and its calibration, null for none.</returns>
    /// <exception cref="TrainingFailedException">It cannot be trained.</exception>
    public (ITrainedModel Model, ICalibration? Calibration) Train(
        ModelData data, ModelFold fold, ulong stream, CancellationToken cancellation)
    {
        bool calibrates = calibration != "none", keepsTail = trainer.NeedsTail || calibrates;
        int[] rows = keepsTail ? fold.Body : fold.Train;
        if (rows.Length == 0 || (keepsTail && fold.Tail.Length == 0))
            throw new TrainingFailedException(
                $"A fold leaves {fold.Train.Length} observations to train on, which are too few. Use fewer cv_folds, or more data.");
        var set = new TrainingSet(
            features.Table,
            data.Labels,
            data.Weights,
            data.Rules.Classes,
            rows,
            keepsTail ? fold.Tail : [],
            keepsTail ? fold.OfBody : fold.OfTrain)
        {
            Monotone = features.Monotone,
        };
        ITrainedModel model = trainer.Train(set, seed, stream, cancellation);
        return (model, calibrates ? Calibrate(data, fold, Of(model.Predict(features.Table), fold.Tail)) : null);
    }

    /// <summary>The predictions of some rows.</summary>
    public static double[][] Of(double[][] all, int[] rows) => Array.ConvertAll(all, values => Array.ConvertAll(rows, row => values[row]));

    // With several classes only the likelihood of class against class would need a curve for each; the largest class keeps its rank.
    private ICalibration? Calibrate(ModelData data, ModelFold fold, double[][] tail)
    {
        if (tail.Length > 1)
            throw new TrainingFailedException("calibration works with two classes, but sides: both has three. Use sides long or short.");
        byte[] classes = Array.ConvertAll(fold.Tail, row => data.Classes[row]);
        return calibration == "isotonic" ? IsotonicCalibration.Fit(tail[0], classes) : PlattCalibration.Fit(tail[0], classes);
    }
}
