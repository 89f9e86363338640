using System.Runtime.InteropServices;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>What a model says of a fold's rows: the probabilities by class and row, of two classes that of class 1 alone.</summary>
/// <param name="Test">Of the rows held out.</param>
/// <param name="Train">Of the rows trained on.</param>
internal sealed record FoldPrediction(double[][] Test, double[][] Train)
{
    /// <summary>The numbers one after the other, eight bytes each, the lowest first: class by class, first those held out.</summary>
    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        foreach (double[] values in Test.Concat(Train))
            bytes.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote for a fold; null where it was another.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="fold">The fold.</param>
    /// <param name="classes">How many classes there are.</param>
    public static FoldPrediction? Read(ReadOnlySpan<byte> bytes, ModelFold fold, int classes)
    {
        int outputs = classes == 2 ? 1 : classes;
        ReadOnlySpan<double> numbers = MemoryMarshal.Cast<byte, double>(bytes);
        if (bytes.Length != 8L * outputs * (fold.Test.Length + fold.Train.Length))
            return null;
        var parts = new double[2 * outputs][];
        for (int part = 0, at = 0; part < parts.Length; at += parts[part++].Length)
            parts[part] = numbers.Slice(at, part < outputs ? fold.Test.Length : fold.Train.Length).ToArray();
        return new FoldPrediction(parts[..outputs], parts[outputs..]);
    }
}
