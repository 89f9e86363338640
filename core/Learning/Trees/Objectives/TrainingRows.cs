namespace ServerlessTuner.Core.Learning.Trees.Objectives;

/// <summary>Labels and weights in the order of a <see cref="BinnedTable"/>, with room behind them for vectors.</summary>
internal sealed class TrainingRows
{
    /// <summary>Takes the rows' targets out of a table's.</summary>
    /// <exception cref="ArgumentException">A label or weight is not one.</exception>
    public TrainingRows(BinnedTable data, BoosterTargets targets, BoosterParameters parameters)
    {
        (Training, All) = (data.TrainingRows, data.RowIds.Length);
        Labels = new float[Padded(All)];
        Weights = new float[Padded(All)];
        for (int i = 0; i < All; i++)
        {
            int row = data.RowIds[i];
            (float label, float weight) = (targets.Labels[row], targets.Weights?[row] ?? 1);
            CheckLabel(label, row, parameters);
            if (!(weight >= 0 && float.IsFinite(weight)))
                throw new ArgumentException(FormattableString.Invariant($"The weight of row {row} is {weight}, but must be 0 or more."));
            Labels[i] = label;
            Weights[i] = weight;
        }
    }

    /// <summary>How many rows are trained on.</summary>
    public int Training { get; }

    /// <summary>How many rows there are, validation rows included.</summary>
    public int All { get; }

    /// <summary>The labels; zeros behind them.</summary>
    public float[] Labels { get; }

    /// <summary>The weights; zeros behind them.</summary>
    public float[] Weights { get; }

    /// <summary>A count, with room for vectors of 16.</summary>
    public static int Padded(int rows) => (rows + 31) & ~15;

    /// <summary>Mean of a function of the labels over the training rows, by weight.</summary>
    public double Mean(Func<float, double> value)
    {
        (double sum, double weights) = (0, 0);
        for (int i = 0; i < Training; i++)
            (sum, weights) = (sum + (value(Labels[i]) * Weights[i]), weights + Weights[i]);
        return weights > 0 ? sum / weights : throw new ArgumentException("The weights of the training rows are all 0.");
    }

    private static void CheckLabel(float label, int row, BoosterParameters parameters)
    {
        string? rule = parameters.Objective switch
        {
            BoosterObjective.LogLoss when label is not (0 or 1) => "0 or 1",
            BoosterObjective.SoftMax when !(label >= 0 && label < parameters.Classes && label == (int)label) =>
                $"the number of a class, 0 to {parameters.Classes - 1}",
            BoosterObjective.SquaredError when !float.IsFinite(label) => "a number",
            _ => null,
        };
        if (rule is not null)
            throw new ArgumentException(FormattableString.Invariant($"The label of row {row} is {label}, but must be {rule}."));
    }
}
