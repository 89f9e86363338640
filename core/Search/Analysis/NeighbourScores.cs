namespace ServerlessTuner.Core.Search.Analysis;

/// <summary>How the neighbours of a trial score.</summary>
/// <param name="Score">The trial's score.</param>
/// <param name="Neighbours">How many neighbours the space has.</param>
/// <param name="Scored">How many of them have a score.</param>
/// <param name="Mean">The mean of their scores, or NaN.</param>
/// <param name="Median">The median of their scores, or NaN.</param>
/// <param name="Worst">The worst of their scores, or NaN.</param>
/// <param name="Best">The best of their scores, or NaN.</param>
/// <param name="Retained">
/// How much of the trial's advantage over the study's median the median neighbour keeps: 1 for a plateau, 0 where the neighbours are
/// no better than any trial, negative where they are worse. NaN without neighbours or advantage.
/// </param>
public sealed record NeighbourScores(
    double Score, int Neighbours, int Scored, double Mean, double Median, double Worst, double Best, double Retained)
{
    /// <summary>The least number of scored neighbours from which something can be said.</summary>
    public const int Enough = 2;

    /// <summary>
    /// Whether the trial is a peak that stands alone: its median neighbour keeps less than half of its advantage over the
    /// study's median.
    /// </summary>
    /// <remarks>
    /// A score that measures something changes little with one step in one parameter, so that a neighbour keeps most of the
    /// advantage (near 1). If the score is luck, the neighbours are draws like any other and keep none of it (near 0). Half is
    /// the middle between the two. The median neighbour, so that a trial at the foot of one cliff, such as a stop that is just
    /// wide enough, is not flagged for this side alone.
    /// </remarks>
    public bool StandsAlone => Scored >= Enough && Retained < 0.5;
}
