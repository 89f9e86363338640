using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Analysis;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>A trial that the report speaks about.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Values">Its parameters.</param>
/// <param name="Score">The score it is ranked by.</param>
/// <param name="Scores">Its score per scenario of the last stage.</param>
/// <param name="Metrics">Its metrics per scenario of the last stage; empty where that stage has one scenario only.</param>
/// <param name="Objectives">The study's metrics, where it has several; empty otherwise.</param>
/// <param name="Neighbours">How the trials beside it score, or null where it has none.</param>
internal sealed record Winner(
    long Trial,
    ParameterSet Values,
    double Score,
    IReadOnlyList<double> Scores,
    IReadOnlyList<IReadOnlyList<double>> Metrics,
    IReadOnlyList<double> Objectives,
    NeighbourScores? Neighbours);
