using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A trial's training, step by step: a step is what is between two judgements.</summary>
internal interface IPolicyTraining
{
    /// <summary>How many steps are done.</summary>
    int Done { get; }

    /// <summary>The policy to be judged and kept after the step.</summary>
    Policy Policy { get; }

    /// <summary>The figures of the training itself after the step, in the order of <see cref="PolicyKind.Training"/>.</summary>
    double[] Figures { get; }

    /// <summary>Trains through the next step.</summary>
    /// <param name="cancellation">Checked at least once a second.</param>
    void Advance(CancellationToken cancellation);

    /// <summary>Writes the whole state.</summary>
    void Save(StateWriter state);

    /// <summary>Goes on where a training with the same settings was saved.</summary>
    void Load(StateReader state);
}
