using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>The policy's and the value's network, whose numbers lie one after the other, with those of the head between.</summary>
internal sealed class PpoNetworks
{
    /// <summary>Makes them with orthogonal weights: √2 in hidden layers, 0.01 for actions, 1 for values.</summary>
    public PpoNetworks(EnvironmentShape environment, PpoSettings settings, ref RandomStream random)
    {
        Shape = new PolicyShape(environment, settings.Layers, Activation.Tanh, Activation.None, Normalises: false);
        HeadOffset = Shape.Network.End;
        HeadCount = environment.IsDiscrete ? 0 : environment.Actions;
        Value = new NetworkShape(
            environment.Observations, settings.Layers, 1, Activation.Tanh, offset: HeadOffset + Padding.Columns(HeadCount));
        Parameters = new FloatBuffer(Value.End);
        OrthogonalStart.Fill(Shape.Network, Parameters, Math.Sqrt(2), 0.01, ref random);
        OrthogonalStart.Fill(Value, Parameters, Math.Sqrt(2), 1, ref random);
        Parameters.Span.Slice(HeadOffset, HeadCount).Fill((float)settings.FirstLogDeviation);
        Head = environment.IsDiscrete
            ? new CategoricalHead(environment.Actions)
            : new GaussianHead(HeadCount, Parameters, HeadOffset);
        Refresh();
    }

    /// <summary>The policy's network.</summary>
    public PolicyShape Shape { get; }

    /// <summary>The value's network.</summary>
    public NetworkShape Value { get; }

    /// <summary>All numbers.</summary>
    public FloatBuffer Parameters { get; }

    /// <summary>The distribution of actions.</summary>
    public PpoHead Head { get; }

    /// <summary>Where the head's own numbers are.</summary>
    public int HeadOffset { get; }

    /// <summary>How many there are.</summary>
    public int HeadCount { get; }

    /// <summary>After every change of the numbers.</summary>
    public void Refresh() => (Head as GaussianHead)?.Refresh();
}
