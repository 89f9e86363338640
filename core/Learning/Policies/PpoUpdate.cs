using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// Learns from the steps of a rollout: Schulman, Wolski, Dhariwal, Radford and Klimov, "Proximal policy optimization algorithms" (2017),
/// with clipped values, advantages normalised by batch, and the gradient of all numbers kept to a length.
/// </summary>
internal sealed unsafe class PpoUpdate
{
    private readonly PpoSettings settings;
    private readonly PpoNetworks networks;
    private readonly NetworkPass policy, value;
    private readonly FloatBuffer gradients;
    private readonly AdamOptimizer adam;
    private readonly double[] headGradient;
    private readonly int[] order;

    /// <summary>Makes room.</summary>
    public PpoUpdate(PpoNetworks networks, PpoSettings settings)
    {
        (this.networks, this.settings) = (networks, settings);
        policy = new NetworkPass(networks.Shape.Network, settings.BatchSize);
        value = new NetworkPass(networks.Value, settings.BatchSize);
        gradients = new FloatBuffer(networks.Parameters.Count);
        adam = new AdamOptimizer(networks.Parameters.Count, 1e-5);
        headGradient = new double[networks.HeadCount];
        order = new int[settings.Steps];
    }

    /// <summary>Makes all passes over a rollout.</summary>
    /// <param name="rollout">The steps, with advantages.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="random">Shuffles.</param>
    public PpoStatistics Learn(PpoRollout rollout, double rate, ref RandomStream random)
    {
        double divergence = 0, entropy = 0, clipped = 0;
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            Shuffle(ref random);
            (divergence, entropy, clipped) = (0, 0, 0);
            for (int begin = 0; begin < order.Length; begin += settings.BatchSize)
            {
                int count = Math.Min(settings.BatchSize, order.Length - begin);
                // One step alone has no deviation to be normalised by.
                if (count == 1 && order.Length > 1)
                    break;
                (double d, double e, double c) = LearnBatch(rollout, order.AsSpan(begin, count), rate);
                (divergence, entropy, clipped) = (divergence + d, entropy + e, clipped + c);
            }
        }

        return new PpoStatistics(divergence / order.Length, entropy / order.Length, clipped / order.Length, rollout.ExplainedVariance());
    }

    /// <summary>Writes what it keeps.</summary>
    public void Save(StateWriter state) => adam.Save(state);

    /// <summary>Reads what it keeps.</summary>
    public void Load(StateReader state) => adam.Load(state);

    private void Shuffle(ref RandomStream random)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int j = random.NextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    private (double Divergence, double Entropy, double Clipped) LearnBatch(PpoRollout rollout, ReadOnlySpan<int> steps, double rate)
    {
        for (int row = 0; row < steps.Length; row++)
        {
            Span<float> seen = rollout.Observations.Whole(steps[row]);
            seen.CopyTo(policy.Input.Whole(row));
            seen.CopyTo(value.Input.Whole(row));
        }

        policy.Forward(networks.Parameters, steps.Length);
        value.Forward(networks.Parameters, steps.Length);
        (double mean, double deviation) = rollout.AdvantageMoments(steps);
        Array.Clear(headGradient);
        (double divergence, double entropy, double clipped) = (0, 0, 0);
        double share = 1.0 / steps.Length;
        for (int row = 0; row < steps.Length; row++)
        {
            int step = steps[row];
            Span<float> outputs = policy.Output.Row(row), action = rollout.Actions.Row(step);
            (double log, double uncertainty) = networks.Head.Judge(outputs, action);
            double change = log - rollout.LogProbabilities[step], ratio = PortableMath.Exp(Math.Min(change, 80));
            double advantage = (rollout.Advantages[step] - mean) / (deviation + 1e-8);
            // Beyond the clip, in the direction in which the advantage pushes, there is no gradient.
            bool held = advantage >= 0 ? ratio > 1 + settings.Clip : ratio < 1 - settings.Clip;
            networks.Head.Differentiate(
                outputs,
                action,
                held ? 0 : -advantage * ratio * share,
                -settings.EntropyCoefficient * share,
                policy.OutputGradient.Row(row),
                headGradient);
            double slope = ValueSlope(rollout, step, value.Output.Row(row)[0]);
            value.OutputGradient.Row(row)[0] = (float)(settings.ValueCoefficient * share * slope);
            divergence += ratio - 1 - change;
            entropy += uncertainty;
            clipped += Math.Abs(ratio - 1) > settings.Clip ? 1 : 0;
        }

        policy.Backward(networks.Parameters, gradients, steps.Length);
        value.Backward(networks.Parameters, gradients, steps.Length);
        for (int i = 0; i < headGradient.Length; i++)
            gradients.Span[networks.HeadOffset + i] = (float)headGradient[i];
        double norm = Math.Sqrt(FloatMath.SumOfSquares(gradients.Pointer, gradients.Count));
        adam.Step(networks.Parameters, gradients, rate, (float)Math.Min(1, settings.MaxGradientNorm / (norm + 1e-6)));
        networks.Refresh();
        return (divergence, entropy, clipped);
    }

    // Half the larger of the squared errors with and without the clip around the old value, differentiated.
    private double ValueSlope(PpoRollout rollout, int step, double now)
    {
        double old = rollout.Values[step], target = old + rollout.Advantages[step];
        double error = now - target, moved = now - old;
        double near = Math.Clamp(moved, -settings.Clip, settings.Clip) + old - target;
        return near * near > error * error ? (Math.Abs(moved) <= settings.Clip ? near : 0) : error;
    }
}
