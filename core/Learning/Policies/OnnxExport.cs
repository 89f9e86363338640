using System.Runtime.InteropServices;
using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// A policy as a model of ONNX (operator set 17), normalisation included: the input <c>observation</c> has any number of rows, the output
/// <c>action</c> is the number of a choice (64-bit) or numbers from −1 to 1.
/// </summary>
internal static class OnnxExport
{
    // Fields of the messages in onnx.proto3, and its names for types.
    private const int Float = 1, Int64 = 7, FloatAttribute = 1, IntegerAttribute = 2;

    /// <summary>The file's content.</summary>
    public static byte[] Write(Policy policy)
    {
        var graph = new OnnxWriter();
        int inputs = policy.Shape.Environment.Observations;
        Tensor(graph, "means", [inputs], [.. policy.Normalisation.Means]);
        Tensor(graph, "factors", [inputs], [.. policy.Normalisation.Factors]);
        Tensor(graph, "ten", [], [10]);
        Tensor(graph, "minus_ten", [], [-10]);
        Tensor(graph, "one", [], [1]);
        Tensor(graph, "minus_one", [], [-1]);
        Node(graph, "Sub", ["observation", "means"], "apart");
        Node(graph, "Mul", ["apart", "factors"], "scaled");
        Node(graph, "Clip", ["scaled", "minus_ten", "ten"], "seen");
        string name = Layers(graph, policy, "seen");
        if (policy.Shape.Environment.IsDiscrete)
            Node(graph, "ArgMax", [name], "action", Attribute("axis", 1), Attribute("keepdims", 0));
        else
            Node(graph, "Clip", [name, "minus_one", "one"], "action");
        graph.Text(2, "policy");
        graph.Message(11, Value("observation", Float, inputs));
        graph.Message(
            12,
            policy.Shape.Environment.IsDiscrete ? Value("action", Int64, null) : Value("action", Float, policy.Shape.Environment.Actions));
        return new OnnxWriter().Integer(1, 8).Text(2, "ServerlessTuner").Message(7, graph)
            .Message(8, new OnnxWriter().Text(1, string.Empty).Integer(2, 17)).ToArray();
    }

    private static string Layers(OnnxWriter graph, Policy policy, string from)
    {
        Span<float> all = policy.Parameters.Span;
        for (int i = 0; i < policy.Shape.Network.Layers.Length; i++)
        {
            LayerShape layer = policy.Shape.Network.Layers[i];
            var weights = new float[layer.Inputs * layer.Outputs];
            for (int row = 0; row < layer.Inputs; row++)
                all.Slice(layer.Weights + (row * layer.Stride), layer.Outputs).CopyTo(weights.AsSpan(row * layer.Outputs));
            Tensor(graph, $"weights_{i}", [layer.Inputs, layer.Outputs], weights);
            Tensor(graph, $"biases_{i}", [layer.Outputs], all.Slice(layer.Biases, layer.Outputs).ToArray());
            Node(graph, "Gemm", [from, $"weights_{i}", $"biases_{i}"], $"sums_{i}");
            from = $"sums_{i}";
            if (layer.Normalises)
            {
                Tensor(graph, $"gains_{i}", [layer.Outputs], all.Slice(layer.Gains, layer.Outputs).ToArray());
                Tensor(graph, $"shifts_{i}", [layer.Outputs], all.Slice(layer.Shifts, layer.Outputs).ToArray());
                Node(
                    graph,
                    "LayerNormalization",
                    [from, $"gains_{i}", $"shifts_{i}"],
                    $"normal_{i}",
                    Attribute("axis", -1),
                    Attribute("epsilon", 1e-5f));
                from = $"normal_{i}";
            }

            if (layer.Activation == Activation.None)
                continue;
            Node(graph, layer.Activation == Activation.Tanh ? "Tanh" : "Relu", [from], $"layer_{i}");
            from = $"layer_{i}";
        }

        return from;
    }

    private static void Node(OnnxWriter graph, string operation, string[] inputs, string output, params OnnxWriter[] attributes)
    {
        var node = new OnnxWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(4, operation);
        foreach (OnnxWriter attribute in attributes)
            node.Message(5, attribute);
        graph.Message(1, node);
    }

    private static OnnxWriter Attribute(string name, long value) =>
        new OnnxWriter().Text(1, name).Integer(3, value).Integer(20, IntegerAttribute);

    private static OnnxWriter Attribute(string name, float value) =>
        new OnnxWriter().Text(1, name).Number(2, value).Integer(20, FloatAttribute);

    private static void Tensor(OnnxWriter graph, string name, int[] dimensions, float[] values)
    {
        var tensor = new OnnxWriter();
        foreach (int dimension in dimensions)
            tensor.Integer(1, dimension);
        graph.Message(5, tensor.Integer(2, Float).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<float>(values)));
    }

    // Any number of rows; without columns a list.
    private static OnnxWriter Value(string name, int type, int? columns)
    {
        OnnxWriter shape = new OnnxWriter().Message(1, new OnnxWriter().Text(2, "rows"));
        if (columns is int count)
            shape.Message(1, new OnnxWriter().Integer(1, count));
        return new OnnxWriter().Text(1, name).Message(2, new OnnxWriter().Message(1, new OnnxWriter().Integer(1, type).Message(2, shape)));
    }
}
