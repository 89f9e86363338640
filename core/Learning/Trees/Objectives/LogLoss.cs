using System.Runtime.Intrinsics;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Trees.Objectives;

/// <summary>
/// Log loss of two classes: p = 1 / (1 + e⁻ᵐ), gradient p − y, hessian p·(1 − p) and at least 10⁻¹⁶; a row of class 1 counts
/// <paramref name="scalePosWeight"/> times.
/// </summary>
internal sealed class LogLoss(double scalePosWeight) : Objective
{
    private const double LeastHessian = 1e-16;

    public override double[] BaseMargins(TrainingRows rows, double? score)
    {
        double p = score ?? Math.Clamp(rows.Mean(static label => label), 1e-15, 1 - 1e-15);
        return [Margin(p)];
    }

    /// <summary>The log-odds of a probability.</summary>
    public static double Margin(double p) => -PortableMath.Log((1 / p) - 1);

    public override void Differentiate(double[][] margins, int group, TrainingRows rows, float[] gradients, float[] hessians)
    {
        double[] margin = margins[group];
        Vector512<double> one = Vector512<double>.One, least = Vector512.Create(LeastHessian), extra = Vector512.Create(scalePosWeight - 1);
        for (int i = 0; i < rows.Training; i += 8)
        {
            (Vector256<double> y0, Vector256<double> y1) = Vector256.Widen(Vector256.Create(rows.Labels, i));
            (Vector256<double> w0, Vector256<double> w1) = Vector256.Widen(Vector256.Create(rows.Weights, i));
            Vector512<double> y = Vector512.Create(y0, y1);
            // Labels are 0 or 1.
            Vector512<double> weight = Vector512.Create(w0, w1) * (one + (y * extra));
            Vector512<double> p = one / (one + PortableMath.Exp(Vector512.Min(-Vector512.Create(margin, i), Vector512.Create(709.0))));
            Vector512<double> gradient = (p - y) * weight, hessian = Vector512.Max(p * (one - p), least) * weight;
            Vector256.Narrow(gradient.GetLower(), gradient.GetUpper()).CopyTo(gradients, i);
            Vector256.Narrow(hessian.GetLower(), hessian.GetUpper()).CopyTo(hessians, i);
        }
    }

    public override double Metric(double[][] margins, TrainingRows rows, int begin, int end)
    {
        (double sum, double weights) = (0, 0);
        for (int i = begin; i < end; i++)
        {
            // ln(1 + e^m) − y·m, without overflow.
            double margin = margins[0][i];
            double loss = PortableMath.Log1P(PortableMath.Exp(-Math.Abs(margin))) + Math.Max(margin, 0) - (rows.Labels[i] * margin);
            (sum, weights) = (sum + (loss * rows.Weights[i]), weights + rows.Weights[i]);
        }

        return sum / weights;
    }

    public override void Transform(Span<double> margins) => margins[0] = 1 / (1 + PortableMath.Exp(Math.Min(-margins[0], 709)));
}
