namespace ServerlessTuner.Core.Learning.Calibration;

/// <summary>Turns what a model says into a probability that can be taken at its word.</summary>
public interface ICalibration
{
    /// <summary>The calibrated probability.</summary>
    /// <param name="probability">The model's probability of class 1.</param>
    double Apply(double probability);
}
