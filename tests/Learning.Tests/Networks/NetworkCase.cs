using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Learning.Tests.Networks;

/// <summary>A small network with numbers in it, and a squared loss.</summary>
internal sealed class NetworkCase
{
    public NetworkCase(NetworkShape shape, int rows, ulong seed)
    {
        (Shape, Rows) = (shape, rows);
        var random = new RandomStream(seed, 0);
        Parameters = new FloatBuffer(shape.End);
        foreach (int place in shape.Places())
            Parameters.Span[place] = (float)(random.NextDouble() - 0.5);
        Pass = new NetworkPass(shape, rows);
        Targets = new RowBuffer(rows, shape.Outputs);
        for (int row = 0; row < rows; row++)
        {
            foreach (ref float x in Pass.Input.Row(row))
                x = (float)((random.NextDouble() * 2) - 1);
            foreach (ref float x in Targets.Row(row))
                x = (float)((random.NextDouble() * 2) - 1);
        }
    }

    public NetworkShape Shape { get; }

    public int Rows { get; }

    public FloatBuffer Parameters { get; }

    public NetworkPass Pass { get; }

    public RowBuffer Targets { get; }

    /// <summary>Half the sum of squared errors over the number of rows, and its gradient by the outputs.</summary>
    public double Loss()
    {
        Pass.Forward(Parameters, Rows);
        double sum = 0;
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < Shape.Outputs; i++)
            {
                double error = (double)Pass.Output.Row(row)[i] - Targets.Row(row)[i];
                sum += error * error;
                Pass.OutputGradient.Row(row)[i] = (float)(error / Rows);
            }
        }

        return sum / 2 / Rows;
    }

    /// <summary>All bits of a run of several steps.</summary>
    public byte[] Train(int steps, double rate)
    {
        var gradients = new FloatBuffer(Shape.End);
        var adam = new AdamOptimizer(Shape.End);
        for (int step = 0; step < steps; step++)
        {
            Loss();
            Pass.Backward(Parameters, gradients, Rows, wantsInput: true);
            adam.Step(Parameters, gradients, rate);
        }

        return [
            .. System.Runtime.InteropServices.MemoryMarshal.AsBytes(Parameters.Span),
            .. System.Runtime.InteropServices.MemoryMarshal.AsBytes(Pass.InputGradient.All)
        ];
    }
}
