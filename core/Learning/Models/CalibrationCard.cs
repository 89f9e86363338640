using ServerlessTuner.Core.Learning.Calibration;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>A calibration in a <see cref="ModelCard"/>.</summary>
/// <param name="Method">isotonic or platt.</param>
/// <param name="Points">Of isotonic, the probabilities at which it is known; of platt, slope and intercept.</param>
/// <param name="Values">Of isotonic, the calibrated probabilities there; empty for platt.</param>
public sealed record CalibrationCard(string Method, IReadOnlyList<double> Points, IReadOnlyList<double> Values)
{
    /// <summary>The card of a calibration; null for none.</summary>
    public static CalibrationCard? Of(ICalibration? calibration) => calibration switch
    {
        null => null,
        IsotonicCalibration isotonic => new("isotonic", isotonic.Points, isotonic.Values),
        PlattCalibration platt => new("platt", [platt.Slope, platt.Intercept], []),
        _ => throw new ArgumentException("An unknown calibration.", nameof(calibration)),
    };

    /// <summary>The calibration.</summary>
    /// <exception cref="FormatException">The card is damaged.</exception>
    public ICalibration ToCalibration()
    {
        try
        {
            return Method switch
            {
                "isotonic" => IsotonicCalibration.Of(Points, Values),
                "platt" when Points is [var slope, var intercept] => new PlattCalibration(slope, intercept),
                "platt" => throw new FormatException("calibration.points must be slope and intercept."),
                _ => throw new FormatException($"calibration.method is '{Method}', which is unknown."),
            };
        }
        catch (ArgumentException damaged)
        {
            throw new FormatException($"The calibration is damaged: {damaged.Message}", damaged);
        }
    }
}
