using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>One of several choices, with probabilities that are the softmax of the outputs.</summary>
/// <param name="choices">How many.</param>
internal sealed class CategoricalHead(int choices) : PpoHead
{
    private readonly double[] logs = new double[choices], probabilities = new double[choices];
    private double entropy;

    /// <inheritdoc/>
    public override double Draw(ReadOnlySpan<float> outputs, ref RandomStream random, Span<float> action)
    {
        Spread(outputs);
        double left = random.NextDouble();
        int choice = 0;
        while (choice < choices - 1 && left >= probabilities[choice])
            left -= probabilities[choice++];
        action[0] = choice;
        return logs[choice];
    }

    /// <inheritdoc/>
    public override (double LogProbability, double Entropy) Judge(ReadOnlySpan<float> outputs, ReadOnlySpan<float> action)
    {
        Spread(outputs);
        entropy = 0;
        for (int i = 0; i < choices; i++)
            entropy -= probabilities[i] * logs[i];
        return (logs[(int)action[0]], entropy);
    }

    /// <inheritdoc/>
    public override void Differentiate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> action, double byLog, double byEntropy, Span<float> gradient, Span<double> own)
    {
        for (int i = 0; i < choices; i++)
        {
            double chosen = i == (int)action[0] ? 1 : 0;
            gradient[i] = (float)((byLog * (chosen - probabilities[i])) - (byEntropy * probabilities[i] * (logs[i] + entropy)));
        }
    }

    private void Spread(ReadOnlySpan<float> outputs)
    {
        double most = outputs[0], sum = 0;
        foreach (float output in outputs)
            most = Math.Max(most, output);
        for (int i = 0; i < choices; i++)
            sum += probabilities[i] = PortableMath.Exp(outputs[i] - most);
        double log = PortableMath.Log(sum);
        for (int i = 0; i < choices; i++)
            (probabilities[i], logs[i]) = (probabilities[i] / sum, outputs[i] - most - log);
    }
}
