using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Trees.Objectives;

/// <summary>
/// Log loss of several classes: p is the softmax of the margins; per class the gradient is p − [y is the class], the hessian c·p·(1 − p)
/// with c = 2 in XGBoost and K / (K − 1) in LightGBM.
/// </summary>
internal sealed class SoftMaxLoss(int classes, BoosterKind kind) : Objective
{
    private const double LeastHessian = 1e-16;
    private readonly double factor = kind == BoosterKind.XGBoost ? 2 : classes / (classes - 1.0);
    private readonly double[] probabilities = new double[classes];
    private double[]? known;

    public override double[] BaseMargins(TrainingRows rows, double? score)
    {
        double[] margins = new double[classes];
        for (int k = 0; k < classes; k++)
            margins[k] = score ?? PortableMath.Log(Math.Max(rows.Mean(label => label == k ? 1 : 0), 1e-15));
        return margins;
    }

    // All classes of a round see the margins of its start, so their probabilities are kept from the first.
    public override void Differentiate(double[][] margins, int group, TrainingRows rows, float[] gradients, float[] hessians)
    {
        known ??= new double[(long)rows.Training * classes];
        if (group == 0)
        {
            for (int i = 0; i < rows.Training; i++)
                SoftMax(margins, i, known.AsSpan(i * classes, classes));
        }

        for (int i = 0; i < rows.Training; i++)
        {
            double p = known[((long)i * classes) + group], weight = rows.Weights[i];
            gradients[i] = (float)((p - (rows.Labels[i] == group ? 1 : 0)) * weight);
            hessians[i] = (float)(Math.Max(factor * p * (1 - p), LeastHessian) * weight);
        }
    }

    public override double Metric(double[][] margins, TrainingRows rows, int begin, int end)
    {
        (double sum, double weights) = (0, 0);
        for (int i = begin; i < end; i++)
        {
            SoftMax(margins, i, probabilities);
            double loss = -PortableMath.Log(Math.Max(probabilities[(int)rows.Labels[i]], 1e-16));
            (sum, weights) = (sum + (loss * rows.Weights[i]), weights + rows.Weights[i]);
        }

        return sum / weights;
    }

    public override void Transform(Span<double> margins)
    {
        double max = margins[0], sum = 0;
        foreach (double margin in margins)
            max = Math.Max(max, margin);
        foreach (ref double margin in margins)
            sum += margin = PortableMath.Exp(margin - max);
        foreach (ref double margin in margins)
            margin /= sum;
    }

    private void SoftMax(double[][] margins, int row, Span<double> into)
    {
        for (int k = 0; k < classes; k++)
            into[k] = margins[k][row];
        Transform(into);
    }
}
