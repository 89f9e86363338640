using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Running;

/// <summary>One of the best trials, as <c>tuner top --json</c> prints it.</summary>
/// <param name="Rank">Its rank, from 1.</param>
/// <param name="Trial">Its number.</param>
/// <param name="Score">What ranked it; null where it is no finite number.</param>
/// <param name="Metrics">The study's metrics by name; those without a finite value are left out.</param>
/// <param name="Parameters">Its values.</param>
internal sealed record TopLine(
    int Rank, long Trial, double? Score, IReadOnlyDictionary<string, double> Metrics, ParameterSet Parameters)
{
    public static TopLine Of(int rank, PastTrial trial, StudySpec spec) => new(
        rank,
        trial.Number,
        double.IsFinite(trial.Score) ? trial.Score : null,
        spec.Metrics.Zip(trial.Metrics).Where(pair => double.IsFinite(pair.Second)).ToDictionary(
            pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal),
        trial.Values);
}
