using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>The steps between two updates, environment after environment.</summary>
internal sealed class PpoRollout
{
    /// <summary>Makes room.</summary>
    public PpoRollout(EnvironmentShape environment, int steps)
    {
        Observations = new RowBuffer(steps, environment.Observations);
        Actions = new RowBuffer(steps, environment.ActionNumbers);
        (LogProbabilities, Values, Rewards, Advantages) = (new float[steps], new float[steps], new float[steps], new float[steps]);
        Over = new bool[steps];
    }

    /// <summary>What was seen, normalised.</summary>
    public RowBuffer Observations { get; }

    /// <summary>What was drawn, before it was kept within bounds.</summary>
    public RowBuffer Actions { get; }

    /// <summary>The logarithms of the probabilities of the actions.</summary>
    public float[] LogProbabilities { get; }

    /// <summary>The values of what was seen.</summary>
    public float[] Values { get; }

    /// <summary>The rewards, normalised.</summary>
    public float[] Rewards { get; }

    /// <summary>Whether the episode ended with the step.</summary>
    public bool[] Over { get; }

    /// <summary>The advantages.</summary>
    public float[] Advantages { get; }

    /// <summary>Mean and standard deviation (n − 1) of the advantages of some steps.</summary>
    public (double Mean, double Deviation) AdvantageMoments(ReadOnlySpan<int> steps)
    {
        double sum = 0, squares = 0;
        foreach (int step in steps)
            sum += Advantages[step];
        double mean = sum / steps.Length;
        foreach (int step in steps)
            squares += (Advantages[step] - mean) * (Advantages[step] - mean);
        return (mean, Math.Sqrt(squares / Math.Max(1, steps.Length - 1)));
    }

    /// <summary>1 − variance of the advantages over variance of the returns; 0 where returns do not vary.</summary>
    public double ExplainedVariance()
    {
        (double mean, double returns, double squares, double spread) = (0, 0, 0, 0);
        for (int i = 0; i < Values.Length; i++)
            (mean, returns) = (mean + Advantages[i], returns + Advantages[i] + Values[i]);
        (mean, returns) = (mean / Values.Length, returns / Values.Length);
        for (int i = 0; i < Values.Length; i++)
        {
            double error = Advantages[i] - mean, value = Advantages[i] + Values[i] - returns;
            (squares, spread) = (squares + (error * error), spread + (value * value));
        }

        return spread > 0 ? 1 - (squares / spread) : 0;
    }
}
