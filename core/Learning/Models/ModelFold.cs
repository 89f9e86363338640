namespace ServerlessTuner.Core.Learning.Models;

/// <summary>A fold as rows of the features.</summary>
/// <param name="Train">All rows trained on.</param>
/// <param name="Test">The rows held out.</param>
/// <param name="Body">The training rows without those that tell about <paramref name="Tail"/>.</param>
/// <param name="Tail">The last training rows, for what must not be decided by the rows held out: when to stop, calibration.</param>
internal sealed record ModelFold(int[] Train, int[] Test, int[] Body, int[] Tail)
{
    /// <summary>What trials share that train on all rows.</summary>
    public SharedWork OfTrain { get; } = new();

    /// <summary>What trials share that keep the tail.</summary>
    public SharedWork OfBody { get; } = new();
}
