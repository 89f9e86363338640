using ServerlessTuner.Core.Learning.Trees;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Trains boosted trees.</summary>
/// <param name="parameters">How, but for what depends on the data.</param>
internal sealed class TreeTrainer(BoosterParameters parameters) : IModelTrainer
{
    /// <inheritdoc/>
    public bool NeedsTail => parameters.EarlyStoppingRounds > 0;

    /// <inheritdoc/>
    public ITrainedModel Train(TrainingSet set, ulong seed, ulong stream, CancellationToken cancellation)
    {
        float first = set.Labels[set.Rows[0]];
        if (Array.TrueForAll(set.Rows, row => set.Labels[row] == first))
            throw new TrainingFailedException(
                $"All {set.Rows.Length} observations trained on are of class {first}. Change tp_atr_mult, sl_atr_mult or horizon_bars.");
        int[] stopBy = NeedsTail ? set.Tail : [];
        BinnedTable bins = set.Shared.GetOrMake(
            (parameters.Kind, parameters.MaxBin, stopBy.Length > 0),
            () => BinnedTable.Create(set.Features, set.Rows, stopBy, parameters.Kind, parameters.MaxBin));
        BoosterParameters own = parameters with
        {
            Objective = set.Classes > 2 ? BoosterObjective.SoftMax : BoosterObjective.LogLoss,
            Classes = set.Classes,
            EarlyStoppingRounds = stopBy.Length > 0 ? parameters.EarlyStoppingRounds : 0,
            MonotoneConstraints = set.Monotone,
            Seed = seed,
            Trial = stream,
        };
        return new TrainedTrees(Booster.Train(bins, new BoosterTargets(set.Labels, set.Weights), own, null, cancellation), bins);
    }
}
