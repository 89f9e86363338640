namespace ServerlessTuner.Core.Learning.Trees.Objectives;

/// <summary>A loss: its derivatives by the margin, its metric, and how margins become predictions.</summary>
internal abstract class Objective
{
    /// <summary>The objective that the parameters name.</summary>
    public static Objective Of(BoosterParameters parameters) => parameters.Objective switch
    {
        BoosterObjective.LogLoss => new LogLoss(parameters.ScalePosWeight),
        BoosterObjective.SoftMax => new SoftMaxLoss(parameters.Classes, parameters.Kind),
        _ => new SquaredError(),
    };

    /// <summary>The margins of each class before the first tree.</summary>
    /// <param name="rows">The rows, for their mean.</param>
    /// <param name="score">The prediction that is wanted; null for the mean.</param>
    public abstract double[] BaseMargins(TrainingRows rows, double? score);

    /// <summary>The first and second derivative of the loss, by row, up to the next multiple of 16 rows.</summary>
    /// <param name="margins">Margins by class and row.</param>
    /// <param name="group">The class.</param>
    /// <param name="rows">Labels and weights.</param>
    /// <param name="gradients">Takes the first derivatives.</param>
    /// <param name="hessians">Takes the second derivatives.</param>
    public abstract void Differentiate(double[][] margins, int group, TrainingRows rows, float[] gradients, float[] hessians);

    /// <summary>The metric over a range of rows: lower is better.</summary>
    public abstract double Metric(double[][] margins, TrainingRows rows, int begin, int end);

    /// <summary>Turns the margins of one row, one per class, into predictions.</summary>
    public abstract void Transform(Span<double> margins);
}
