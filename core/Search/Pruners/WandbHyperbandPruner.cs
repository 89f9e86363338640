using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// W&amp;B's <c>early_terminate: {type: hyperband}</c>. Bands are numbers of reports; at the last band that a trial has reached, its
/// value is compared with the best 1/<c>eta</c> of all trials' values there, and the trial is stopped if it is worse.
/// </summary>
/// <remarks>
/// As in wandb/sweeps: the values at a band are those of all trials that got so far, running, complete, pruned or failed, the
/// trial itself included; the bound is the value of rank floor(n/<c>eta</c>) from the best, and a value equal to it goes on. A band counts
/// finite values, not steps: a NaN or infinite report does not exist. Strict compares the value at the band, otherwise the
/// best value so far is compared. The bound moves while other trials report, so a trial is judged at every report and not
/// only where it reaches a band. W&amp;B judges all running trials from time to time, here each is judged when it reports.
/// </remarks>
public sealed class WandbHyperbandPruner : IPruner
{
    /// <summary>The name and settings under which study files know it.</summary>
    public static PrunerInfo Info { get; } = new(
        "wandb_hyperband",
        "W&B's early_terminate: at the last band that a trial reached it must be among the best 1/eta.",
        [
            Setting.Integer("min_iter", null, "The first band: after how many reports trials are first judged.", min: 1, max: int.MaxValue),
            Setting.Integer(
                "max_iter",
                null,
                "How many reports a whole trial has; bands are counted back from it, and s says how many.",
                min: 1,
                max: int.MaxValue),
            Setting.Integer("s", null, "How many bands, backwards from max_iter.", min: 1, max: int.MaxValue),
            Setting.Number("eta", 3, "The factor between bands; the best 1/eta go on.", min: 1.000001),
            Setting.Boolean("strict", true, "Whether to compare the value at the band instead of the best so far."),
        ],
        (values, _) => Create(values));

    private readonly int[] bands;
    private readonly double keep;
    private readonly bool strict;

    private WandbHyperbandPruner(int[] bands, double eta, bool strict) => (this.bands, keep, this.strict) = (bands, 1 / eta, strict);

    /// <summary>The bands, ascending.</summary>
    public IReadOnlyList<int> Bands => bands;

    /// <summary>Bands at <paramref name="minIter"/> times the powers of <paramref name="eta"/>.</summary>
    /// <param name="minIter">The first band, 1 or more.</param>
    /// <param name="eta">The factor between bands, above 1; the best 1/eta go on.</param>
    /// <param name="strict">Whether to compare the value at the band instead of the best so far.</param>
    public static WandbHyperbandPruner FromMinIter(int minIter, double eta = 3, bool strict = true)
    {
        var list = new List<int>();
        double band = minIter;
        for (int i = 0; i < 100 && band < int.MaxValue; i++, band *= eta)
            list.Add((int)band);
        return new WandbHyperbandPruner([.. list], eta, strict);
    }

    /// <summary>
    /// Bands at <paramref name="maxIter"/> divided by <paramref name="eta"/>, by its square, and so on, <paramref name="s"/> in all.
    /// </summary>
    /// <returns>The pruner, or null where there would be no band: max_iter is below eta.</returns>
    /// <param name="maxIter">How many reports a whole trial has.</param>
    /// <param name="s">How many bands, 1 or more.</param>
    /// <param name="eta">The factor between bands, above 1; the best 1/eta go on.</param>
    /// <param name="strict">Whether to compare the value at the band instead of the best so far.</param>
    public static WandbHyperbandPruner? FromMaxIter(int maxIter, int s, double eta = 3, bool strict = true)
    {
        var list = new List<int>();
        double band = maxIter;
        for (int i = 0; i < s && (band /= eta) >= 1; i++)
            list.Insert(0, (int)band);
        return list.Count == 0 ? null : new WandbHyperbandPruner([.. list], eta, strict);
    }

    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial)
    {
        if (reports.Find(trial) is not TrialTrack track || track.FiniteCount < bands[0])
            return PruneDecision.Continue;
        int reached = Array.FindLastIndex(bands, band => band <= track.FiniteCount);
        int position = bands[reached] - 1;
        ReportColumn all = reports.AllAtPosition(position);
        bool minimize = reports.Goal == Goal.Minimize;
        // Rounding must not push the rank beyond the last value.
        int rank = Math.Min((int)(keep * all.Count), all.Count - 1);
        double bound = all[minimize ? rank : all.Count - 1 - rank];
        double value = strict ? At(track, position) : Best(track, minimize);
        return new PruneDecision(minimize ? value > bound : value < bound);
    }

    private static double At(TrialTrack track, int position) => track.TryFiniteAt(position, out double value) ? value : double.NaN;

    private static double Best(TrialTrack track, bool minimize)
    {
        if (track.FiniteCount == track.Count)
            return minimize ? track.Min : track.Max;
        double best = minimize ? double.PositiveInfinity : double.NegativeInfinity;
        foreach (double value in track.Values)
        {
            if (double.IsFinite(value))
                best = minimize ? Math.Min(best, value) : Math.Max(best, value);
        }

        return best;
    }

    private static WandbHyperbandPruner Create(SettingValues values)
    {
        double eta = values.Number("eta");
        bool usesBand = values.Boolean("strict"), hasMin = values.Has("min_iter"), hasMax = values.Has("max_iter");
        if (hasMax && values.Has("s"))
        {
            return FromMaxIter(values.Integer("max_iter"), values.Integer("s"), eta, usesBand)
                ?? throw values.Reject(
                    "max_iter", $"at least eta ({values.Text("eta")}) for there to be a band", "Raise max_iter or lower eta.");
        }

        if (hasMin)
            return FromMinIter(values.Integer("min_iter"), eta, usesBand);
        throw hasMax
            ? values.Fault("has max_iter, but no s.", "Add s, the number of steps at which to stop trials, such as s: 2.")
            : values.Fault(
                "has neither min_iter nor max_iter.", "Add min_iter, the first step at which to stop trials, such as min_iter: 3.");
    }
}
