namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>Carries rows through a network, and gradients back. Holds what lies between; one thread at a time.</summary>
internal sealed unsafe class NetworkPass
{
    private readonly NetworkShape shape;
    private readonly FloatBuffer[] outputs, gradients, normalised;
    private readonly FloatBuffer transposed, scales;

    /// <summary>Makes room.</summary>
    /// <param name="shape">The network.</param>
    /// <param name="rows">Most rows at once.</param>
    public NetworkPass(NetworkShape shape, int rows)
    {
        this.shape = shape;
        Capacity = rows;
        int kept = Padding.Rows(rows);
        Input = new RowBuffer(kept, shape.Inputs);
        InputGradient = new RowBuffer(kept, shape.Inputs);
        outputs = Array.ConvertAll(shape.Layers, layer => new FloatBuffer(kept * layer.Stride));
        gradients = Array.ConvertAll(shape.Layers, layer => new FloatBuffer(kept * layer.Stride));
        normalised = Array.ConvertAll(shape.Layers, layer => new FloatBuffer(layer.Normalises ? kept * layer.Stride : 0));
        scales = new FloatBuffer(kept * shape.Layers.Length);
        transposed = new FloatBuffer(shape.Layers.Max(static layer => Padding.Columns(layer.Inputs) * Padding.Columns(layer.Outputs)));
        Output = new RowBuffer(outputs[^1], shape.Outputs);
        OutputGradient = new RowBuffer(gradients[^1], shape.Outputs);
    }

    /// <summary>Most rows at once.</summary>
    public int Capacity { get; }

    /// <summary>What goes in; filled by the caller.</summary>
    public RowBuffer Input { get; }

    /// <summary>What came out.</summary>
    public RowBuffer Output { get; }

    /// <summary>
    /// The loss differentiated by <see cref="Output"/>; filled by the caller before <see cref="Backward"/>, which spoils it.
    /// </summary>
    public RowBuffer OutputGradient { get; }

    /// <summary>The loss differentiated by <see cref="Input"/>, where it was asked for.</summary>
    public RowBuffer InputGradient { get; }

    /// <summary>Computes the outputs of the first rows.</summary>
    public void Forward(FloatBuffer parameters, int rows)
    {
        float* p = parameters.Pointer;
        float* x = Input.Pointer;
        int stride = Input.Stride;
        for (int i = 0; i < shape.Layers.Length; i++)
        {
            LayerShape layer = shape.Layers[i];
            float* y = outputs[i].Pointer;
            MatrixProduct.Multiply(
                x, stride, 1, p + layer.Weights, layer.Stride, p + layer.Biases, y, layer.Stride, rows, layer.Outputs, layer.Inputs);
            if (layer.Normalises)
                LayerNorm.Forward(layer, p, y, normalised[i].Pointer, scales.Pointer + (i * Padding.Rows(Capacity)), rows);
            Activations.Apply(layer.Activation, y, rows * layer.Stride);
            x = y;
            stride = layer.Stride;
        }

        GC.KeepAlive(parameters);
        GC.KeepAlive(this);
    }

    /// <summary>Carries <see cref="OutputGradient"/> back, after <see cref="Forward"/> of the same rows.</summary>
    /// <param name="parameters">The network's numbers.</param>
    /// <param name="into">Receives the gradient of all of them, laid out like them; null where none is wanted.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="wantsInput">Whether <see cref="InputGradient"/> is wanted.</param>
    public void Backward(FloatBuffer parameters, FloatBuffer? into, int rows, bool wantsInput = false)
    {
        float* p = parameters.Pointer;
        for (int i = shape.Layers.Length - 1; i >= 0; i--)
        {
            LayerShape layer = shape.Layers[i];
            float* g = gradients[i].Pointer;
            float* g0 = into is null ? null : into.Pointer;
            Activations.Differentiate(layer.Activation, outputs[i].Pointer, g, rows * layer.Stride);
            if (layer.Normalises)
                LayerNorm.Backward(layer, p, g, normalised[i].Pointer, scales.Pointer + (i * Padding.Rows(Capacity)), g0, rows);
            if (g0 is not null)
            {
                float* x = i == 0 ? Input.Pointer : outputs[i - 1].Pointer;
                int stride = i == 0 ? Input.Stride : shape.Layers[i - 1].Stride;
                MatrixProduct.Multiply(
                    x, 1, stride, g, layer.Stride, null, g0 + layer.Weights, layer.Stride, layer.Inputs, layer.Outputs, rows);
                Columns.Sum(g, layer.Stride, rows, g0 + layer.Biases);
            }

            if (i > 0 || wantsInput)
            {
                float* back = i == 0 ? InputGradient.Pointer : gradients[i - 1].Pointer;
                int stride = i == 0 ? InputGradient.Stride : shape.Layers[i - 1].Stride;
                Transposition.Transpose(p + layer.Weights, layer.Rows, layer.Stride, transposed.Pointer, stride);
                MatrixProduct.Multiply(
                    g, layer.Stride, 1, transposed.Pointer, stride, null, back, stride, rows, layer.Inputs, layer.Outputs);
            }
        }

        GC.KeepAlive(parameters);
        GC.KeepAlive(into);
        GC.KeepAlive(this);
    }
}
