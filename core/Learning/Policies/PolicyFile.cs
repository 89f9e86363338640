using System.Runtime.InteropServices;
using System.Text.Json;
using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// <c>policy.json</c>: a network that acts. The numbers are single precision, little-endian, in base 64: layer by layer the weights, a
/// row per input, then biases, then factors and summands of normalisation.
/// </summary>
/// <param name="Format">The version of this format.</param>
/// <param name="Observations">Numbers of an observation.</param>
/// <param name="Actions">Choices, or numbers of an action.</param>
/// <param name="Discrete">Whether an action is one of several choices.</param>
/// <param name="Hidden">Outputs of each hidden layer.</param>
/// <param name="Activation">Of the hidden layers.</param>
/// <param name="LastActivation">Of the last layer.</param>
/// <param name="LayerNorm">Whether hidden layers normalise.</param>
/// <param name="Means">What is subtracted from observations.</param>
/// <param name="Factors">What they are multiplied with then; the result is kept within ±10.</param>
/// <param name="Parameters">The network's numbers.</param>
internal sealed record PolicyFile(
    int Format,
    int Observations,
    int Actions,
    bool Discrete,
    IReadOnlyList<int> Hidden,
    Activation Activation,
    Activation LastActivation,
    bool LayerNorm,
    float[] Means,
    float[] Factors,
    byte[] Parameters)
{
    /// <summary>The version that is written and read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The file's name.</summary>
    public const string FileName = "policy.json";

    /// <summary>The text of a policy.</summary>
    public static string Write(Policy policy)
    {
        float[] numbers = [.. policy.Shape.Network.Places().Select(place => policy.Parameters.Span[place])];
        var file = new PolicyFile(
            CurrentFormat,
            policy.Shape.Environment.Observations,
            policy.Shape.Environment.Actions,
            policy.Shape.Environment.IsDiscrete,
            policy.Shape.Hidden,
            policy.Shape.Activation,
            policy.Shape.Last,
            policy.Shape.Normalises,
            [.. policy.Normalisation.Means],
            [.. policy.Normalisation.Factors],
            MemoryMarshal.AsBytes<float>(numbers).ToArray());
        return JsonSerializer.Serialize(file, PolicyJson.Default.PolicyFile) + "\n";
    }

    /// <summary>Reads a policy.</summary>
    /// <exception cref="FormatException">The text is damaged, or of another version.</exception>
    public static Policy Read(string text)
    {
        try
        {
            PolicyFile file = JsonSerializer.Deserialize(text, PolicyJson.Default.PolicyFile) ?? throw new FormatException("It is empty.");
            if (file.Format != CurrentFormat)
                throw new FormatException($"It has the format {file.Format}, but this version reads {CurrentFormat}.");
            if (file.Observations < 1 || file.Actions < 1 || file.Hidden.Any(static width => width < 1))
                throw new FormatException("A layer without numbers.");
            if (file.Means.Length != file.Observations || file.Factors.Length != file.Observations)
                throw new FormatException("There must be a mean and a factor for each number of an observation.");
            var shape = new PolicyShape(
                new EnvironmentShape(file.Observations, file.Actions, file.Discrete),
                file.Hidden,
                file.Activation,
                file.LastActivation,
                file.LayerNorm);
            int[] places = [.. shape.Network.Places()];
            if (file.Parameters.Length != places.Length * sizeof(float))
                throw new FormatException($"It has {file.Parameters.Length / sizeof(float)} numbers, but its layers need {places.Length}.");
            ReadOnlySpan<float> numbers = MemoryMarshal.Cast<byte, float>(file.Parameters);
            var parameters = new FloatBuffer(shape.Network.End);
            for (int i = 0; i < places.Length; i++)
                parameters.Span[places[i]] = float.IsFinite(numbers[i]) ? numbers[i] : throw new FormatException("A number is none.");
            return new Policy(shape, parameters, new Normalisation(file.Means, file.Factors));
        }
        catch (JsonException fault)
        {
            throw new FormatException(fault.Message, fault);
        }
    }
}
