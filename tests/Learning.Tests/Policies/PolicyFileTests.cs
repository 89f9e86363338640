using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Learning.Tests.Policies;

public class PolicyFileTests
{
    private const int Rows = 9;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Read_WhatWasWritten_ActsTheSame(bool discrete, bool normalises)
    {
        Policy policy = Random(discrete, normalises);

        Policy read = PolicyFile.Read(PolicyFile.Write(policy));

        Assert.Equal(Act(policy).All.ToArray(), Act(read).All.ToArray());
        Assert.Equal(PolicyFile.Write(policy), PolicyFile.Write(read));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Onnx_InItsRuntime_ActsTheSame(bool discrete, bool normalises)
    {
        Policy policy = Random(discrete, normalises);
        RowBuffer seen = Observations(), expected = Act(policy);
        float[] flat = [.. Enumerable.Range(0, Rows).SelectMany(row => seen.Row(row).ToArray())];
        using var session = new InferenceSession(OnnxExport.Write(policy));

        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(
            [NamedOnnxValue.CreateFromTensor("observation", new DenseTensor<float>(flat, [Rows, 5]))]);

        double[] actions = discrete
            ? [.. results.Single().AsEnumerable<long>().Select(static choice => (double)choice)]
            : [.. results.Single().AsEnumerable<float>().Select(static number => (double)number)];
        double[] own = [
            .. Enumerable.Range(0, Rows).SelectMany(row => expected.Row(row).ToArray()).Select(static number => (double)number)
        ];
        Assert.Equal(own, actions, static (one, other) => Math.Abs(one - other) < 1e-5);
        Assert.True(own.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2")]
    [InlineData("\"observations\": 5", "\"observations\": 6", "mean and a factor")]
    [InlineData("\"actions\": 3", "\"actions\": 4", "its layers need")]
    [InlineData("\"hidden\"", "\"hiden\"", "hidden")]
    public void Read_Damaged_SaysWhat(string right, string wrong, string message)
    {
        string text = PolicyFile.Write(Random(discrete: false, normalises: true));
        Assert.Contains(right, text, StringComparison.Ordinal);

        var fault = Assert.Throws<FormatException>(() => PolicyFile.Read(text.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static Policy Random(bool discrete, bool normalises)
    {
        var random = new RandomStream(21, 1);
        var shape = new PolicyShape(
            new EnvironmentShape(5, 3, discrete),
            [18, 7],
            normalises ? Activation.Relu : Activation.Tanh,
            normalises ? Activation.Tanh : Activation.None,
            normalises);
        var numbers = new FloatBuffer(shape.Network.End);
        OrthogonalStart.Fill(shape.Network, numbers, 1.4, 1, ref random);
        foreach (int place in shape.Network.Places())
            numbers.Span[place] += (float)(0.1 * random.NextNormal());
        return new Policy(shape, numbers, new Normalisation([0.5f, -1, 0, 2, 3], [1, 2, 0.5f, 30, 0.1f]));
    }

    private static RowBuffer Observations()
    {
        var random = new RandomStream(22, 1);
        var seen = new RowBuffer(Rows, 5);
        for (int row = 0; row < Rows; row++)
        {
            foreach (ref float x in seen.Row(row))
                x = (float)random.NextNormal();
        }

        return seen;
    }

    private static RowBuffer Act(Policy policy)
    {
        var actions = new RowBuffer(Rows, policy.Shape.Environment.ActionNumbers);
        new PolicyActor(policy, Rows).Act(Observations(), actions, Rows);
        return actions;
    }
}
