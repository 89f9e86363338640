namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Trains one kind of model with one trial's settings.</summary>
public interface IModelTrainer
{
    /// <summary>
    /// Whether a tail of the training rows is kept from the model, to be stopped by: data held out for validation must not decide it.
    /// </summary>
    bool NeedsTail { get; }

    /// <summary>Trains a model.</summary>
    /// <param name="set">What to train on.</param>
    /// <param name="seed">The seed of the study.</param>
    /// <param name="stream">Tells this training from all others of the study.</param>
    /// <param name="cancellation">Checked at least once a second.</param>
    /// <exception cref="TrainingFailedException">It cannot be trained so.</exception>
    ITrainedModel Train(TrainingSet set, ulong seed, ulong stream, CancellationToken cancellation);
}
