using System.Globalization;
using ServerlessTuner.Core.Model.Spaces;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Distributions in words, for messages and reports.</summary>
public static class DistributionText
{
    /// <summary>What values there are: <c>5 to 50 by 5</c>, <c>one of adam, sgd</c>.</summary>
    public static string Describe(Distribution distribution) => distribution switch
    {
        ConstantDistribution constant => $"always {constant.Value}",
        CategoricalDistribution choice => $"one of {string.Join(", ", choice.Values.Take(20))}{(choice.Values.Count > 20 ? ", …" : string.Empty)}",
        IntegerDistribution range => $"{range.Low} to {range.High}{(range.Step > 1 ? $" by {range.Step}" : string.Empty)}",
        FloatDistribution range => $"{Show(range.Low)} to {Show(range.High)}{(range.Step is double step ? $" by {Show(step)}" : string.Empty)}",
        QuantizedDistribution quantized => $"multiples of {Show(quantized.Quantum)}, {Describe(quantized.Inner)}",
        LogNormalDistribution => "above 0",
        BetaDistribution => "0 to 1",
        _ => "any number",
    };

    private static string Show(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
