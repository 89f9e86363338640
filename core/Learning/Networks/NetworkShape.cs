namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>A network of dense layers: what it computes, and how its numbers lie in a buffer. Immutable.</summary>
internal sealed class NetworkShape
{
    /// <summary>Lays a network out.</summary>
    /// <param name="inputs">Numbers it takes.</param>
    /// <param name="hidden">Outputs of each hidden layer.</param>
    /// <param name="outputs">Numbers it gives.</param>
    /// <param name="activation">Of the hidden layers.</param>
    /// <param name="last">Of the last layer.</param>
    /// <param name="normalises">Whether hidden layers normalise.</param>
    /// <param name="offset">Where in the buffer it begins; a multiple of 16.</param>
    public NetworkShape(
        int inputs,
        IReadOnlyList<int> hidden,
        int outputs,
        Activation activation,
        Activation last = Activation.None,
        bool normalises = false,
        int offset = 0)
    {
        var layers = new List<LayerShape>();
        int width = inputs;
        foreach (int next in hidden)
        {
            layers.Add(new LayerShape(width, next, activation, normalises, offset));
            (width, offset) = (next, layers[^1].End);
        }

        layers.Add(new LayerShape(width, outputs, last, Normalises: false, offset));
        Layers = [.. layers];
    }

    /// <summary>The layers, from inputs to outputs.</summary>
    public LayerShape[] Layers { get; }

    /// <summary>Numbers it takes.</summary>
    public int Inputs => Layers[0].Inputs;

    /// <summary>Numbers it gives.</summary>
    public int Outputs => Layers[^1].Outputs;

    /// <summary>Where its numbers end in the buffer.</summary>
    public int End => Layers[^1].End;

    /// <summary>The places of all its numbers without padding: layer by layer weights, biases, gains, shifts.</summary>
    public IEnumerable<int> Places()
    {
        foreach (LayerShape layer in Layers)
        {
            for (int row = 0; row < layer.Inputs; row++)
            {
                for (int column = 0; column < layer.Outputs; column++)
                    yield return layer.Weights + (row * layer.Stride) + column;
            }

            foreach (int start in layer.Normalises ? [layer.Biases, layer.Gains, layer.Shifts] : new[] { layer.Biases })
            {
                for (int column = 0; column < layer.Outputs; column++)
                    yield return start + column;
            }
        }
    }
}
