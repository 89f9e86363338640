namespace ServerlessTuner.Core.Studies.Results;

/// <summary>What rows are sorted by: best first, ties by trial number.</summary>
/// <param name="loss">The ranking score as a loss; never NaN.</param>
/// <param name="trial">The trial's number.</param>
internal readonly struct RowRank(double loss, long trial)
{
    private readonly double loss = loss;
    private readonly long trial = trial;

    /// <summary>Compares two of them.</summary>
    public static IComparer<RowRank> BestFirst { get; } = new Order();

    private sealed class Order : IComparer<RowRank>
    {
        public int Compare(RowRank x, RowRank y) => x.loss < y.loss ? -1 : x.loss > y.loss ? 1 : x.trial.CompareTo(y.trial);
    }
}
