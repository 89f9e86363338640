namespace ServerlessTuner.Core.Learning.Trees.Objectives;

/// <summary>Half the squared error: gradient m − y, hessian 1; the metric is the root of the mean squared error.</summary>
internal sealed class SquaredError : Objective
{
    public override double[] BaseMargins(TrainingRows rows, double? score) => [score ?? rows.Mean(static label => label)];

    public override void Differentiate(double[][] margins, int group, TrainingRows rows, float[] gradients, float[] hessians)
    {
        for (int i = 0; i < rows.Training; i++)
        {
            gradients[i] = (float)((margins[0][i] - rows.Labels[i]) * rows.Weights[i]);
            hessians[i] = rows.Weights[i];
        }
    }

    public override double Metric(double[][] margins, TrainingRows rows, int begin, int end)
    {
        (double sum, double weights) = (0, 0);
        for (int i = begin; i < end; i++)
        {
            double error = margins[0][i] - rows.Labels[i];
            (sum, weights) = (sum + (error * error * rows.Weights[i]), weights + rows.Weights[i]);
        }

        return Math.Sqrt(sum / weights);
    }

    public override void Transform(Span<double> margins)
    {
    }
}
