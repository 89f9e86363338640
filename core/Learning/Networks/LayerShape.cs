namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>A dense layer, and where its numbers lie in the network's.</summary>
/// <param name="Inputs">Numbers it takes.</param>
/// <param name="Outputs">Numbers it gives.</param>
/// <param name="Activation">What it does to its sums.</param>
/// <param name="Normalises">Whether sums are normalised over the layer first (Ba, Kiros and Hinton 2016).</param>
/// <param name="Offset">Where its numbers begin.</param>
internal sealed record LayerShape(int Inputs, int Outputs, Activation Activation, bool Normalises, int Offset)
{
    /// <summary>A row of weights in memory.</summary>
    public int Stride => Padding.Columns(Outputs);

    /// <summary>Rows of weights in memory.</summary>
    public int Rows => Padding.Columns(Inputs);

    /// <summary>Where the weights are: a row per input, a column per output.</summary>
    public int Weights => Offset;

    /// <summary>Where the biases are.</summary>
    public int Biases => Offset + (Rows * Stride);

    /// <summary>Where the factors after normalising are.</summary>
    public int Gains => Biases + Stride;

    /// <summary>Where the summands after normalising are.</summary>
    public int Shifts => Gains + Stride;

    /// <summary>Where its numbers end.</summary>
    public int End => Normalises ? Shifts + Stride : Gains;
}
