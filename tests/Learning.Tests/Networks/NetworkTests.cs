using System.Text.Json;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Learning.Tests.Networks;

public class NetworkTests
{
    [Theory]
    [InlineData("tanh", false)]
    [InlineData("tanh", true)]
    [InlineData("relu", false)]
    [InlineData("relu", true)]
    public void Backward_EveryNumber_IsTheSlopeOfTheLoss(string kind, bool normalises)
    {
        Activation activation = kind == "tanh" ? Activation.Tanh : Activation.Relu;
        var one = new NetworkCase(new NetworkShape(5, [20, 7], 3, activation, Activation.Tanh, normalises), rows: 6, seed: 3);
        var gradients = new FloatBuffer(one.Shape.End);
        one.Loss();
        one.Pass.Backward(one.Parameters, gradients, one.Rows, wantsInput: true);
        float[] inputs = [.. Enumerable.Range(0, one.Rows).SelectMany(row => one.Pass.InputGradient.Row(row).ToArray())];

        foreach (int place in one.Shape.Places())
            Assert.Equal(Slope(one, ref one.Parameters.Span[place]), gradients.Span[place], 2e-3);
        for (int i = 0; i < inputs.Length; i++)
            Assert.Equal(Slope(one, ref one.Pass.Input.Row(i / 5)[i % 5]), inputs[i], 2e-3);
        Assert.Equal(one.Shape.Places().Count(), one.Shape.Places().Distinct().Count());
        // What is padded is never learnt.
        Assert.Equal(
            one.Shape.Places().Count(place => gradients.Span[place] != 0),
            gradients.Span.ToArray().Count(static gradient => gradient != 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Train_ThirtySteps_HasTheWeightsOfTheReference(int number)
    {
        // Made by reference.py, in double precision, with gradients that know nothing of backward passes.
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Networks", "reference.json")));
        JsonElement reference = document.RootElement[number];
        int[] widths = [.. reference.GetProperty("widths").EnumerateArray().Select(static width => width.GetInt32())];
        bool normalises = reference.GetProperty("kind").GetString() == "relu_norm";
        JsonElement inputs = reference.GetProperty("inputs"), targets = reference.GetProperty("targets");
        var shape = new NetworkShape(
            widths[0], widths[1..^1], widths[^1], normalises ? Activation.Relu : Activation.Tanh, Activation.None, normalises);
        var one = new NetworkCase(shape, inputs.GetArrayLength(), 1);
        int[] places = [.. shape.Places()];
        Fill(one.Parameters.Span, places, reference.GetProperty("first"));
        for (int row = 0; row < one.Rows; row++)
        {
            Fill(one.Pass.Input.Row(row), [.. Enumerable.Range(0, widths[0])], inputs[row]);
            Fill(one.Targets.Row(row), [.. Enumerable.Range(0, widths[^1])], targets[row]);
        }

        var gradients = new FloatBuffer(shape.End);
        var adam = new AdamOptimizer(shape.End);
        for (int step = 0; step < reference.GetProperty("steps").GetInt32(); step++)
        {
            Assert.Equal(reference.GetProperty("losses")[step].GetDouble(), one.Loss(), 1e-6);
            one.Pass.Backward(one.Parameters, gradients, one.Rows);
            adam.Step(one.Parameters, gradients, reference.GetProperty("rate").GetDouble());
        }

        for (int i = 0; i < places.Length; i++)
            Assert.Equal(reference.GetProperty("last")[i].GetDouble(), one.Parameters.Span[places[i]], 1e-6);
    }

    [Fact]
    public void Train_WideAndNarrowVectors_GivesTheSameBits()
    {
        byte[] Run(bool narrow)
        {
            MatrixProduct.UseNarrow(narrow);
            try
            {
                var shape = new NetworkShape(21, [70, 33], 5, Activation.Tanh, Activation.None, normalises: true);
                return new NetworkCase(shape, 19, 5).Train(20, 1e-2);
            }
            finally
            {
                MatrixProduct.UseNarrow(false);
            }
        }

        Assert.Equal(Run(narrow: true), Run(narrow: false));
    }

    [Fact]
    public void Train_OnAnyProcessor_HasTheseBits()
    {
        // Run with DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 or under qemu as well: the bytes are those of every processor.
        var shape = new NetworkShape(9, [40, 24], 4, Activation.Tanh, Activation.None, normalises: true);
        byte[] bits = new NetworkCase(shape, 13, 8).Train(25, 1e-2);
        byte[] others = new NetworkCase(new NetworkShape(9, [40], 4, Activation.Relu, Activation.Tanh), 64, 9).Train(25, 1e-2);

        string digest = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData([.. bits, .. others]))[..16];

        Assert.Equal("464BBB8E2EE0EA76", digest);
    }

    [Fact]
    public void Fill_Orthogonal_HasUnitVectorsAtRightAngles()
    {
        var shape = new NetworkShape(6, [10], 3, Activation.Tanh);
        var parameters = new FloatBuffer(shape.End);
        var random = new RandomStream(4, 4);
        OrthogonalStart.Fill(shape, parameters, 2, 0.5, ref random);

        LayerShape first = shape.Layers[0], last = shape.Layers[1];
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
                Assert.Equal(i == j ? 4 : 0, Enumerable.Range(0, 10).Sum(k => Weight(first, i, k) * Weight(first, j, k)), 1e-5);
        }

        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                Assert.Equal(i == j ? 0.25 : 0, Enumerable.Range(0, 10).Sum(k => Weight(last, k, i) * Weight(last, k, j)), 1e-5);
        }

        double Weight(LayerShape layer, int row, int column) => parameters.Span[layer.Weights + (row * layer.Stride) + column];
    }

    [Fact]
    public void Tanh_EveryMagnitude_IsWithinTwoUnitsOfTheLastPlace()
    {
        var values = new FloatBuffer(16);
        for (double x = -20; x < 20; x += 0.0137)
        {
            foreach (double scale in new[] { 1, 1e-3, 1e-6 })
            {
                values.Span.Fill((float)(x * scale));
                unsafe
                {
                    Activations.Apply(Activation.Tanh, values.Pointer, 16);
                }

                double expected = Math.Tanh((float)(x * scale));
                Assert.Equal(expected, values.Span[0], Math.Abs(expected) * 2.5e-7);
            }
        }
    }

    private static double Slope(NetworkCase one, ref float place)
    {
        const float Step = 2e-3f;
        float kept = place;
        // Richardson's combination of two central differences: single precision leaves no room for small steps.
        double Central(float step, ref float at)
        {
            at = kept + step;
            double above = one.Loss();
            at = kept - step;
            double below = one.Loss();
            at = kept;
            return (above - below) / (2.0 * step);
        }

        double wide = Central(Step, ref place), narrow = Central(Step / 2, ref place);
        return ((4 * narrow) - wide) / 3;
    }

    private static void Fill(Span<float> into, int[] places, JsonElement numbers)
    {
        for (int i = 0; i < places.Length; i++)
            into[places[i]] = (float)numbers[i].GetDouble();
    }
}
