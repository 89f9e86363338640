using System.Globalization;
using System.IO.Hashing;
using System.Text;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// Hyperband (Li et al., 2018) in Optuna's form: several successive halvings side by side, the brackets, each starting to stop
/// trials later than the one before. A trial's bracket follows from a hash of the study's name and the trial's number, with
/// shares as in the paper; trials compete within their bracket only.
/// </summary>
/// <remarks>
/// There are floor(log_<c>reduction_factor</c>(<c>max_resource</c> / <c>min_resource</c>)) + 1 brackets, the logarithm being a quotient
/// of two rounded ones as in Optuna: 243 by 3 gives 5 brackets and not 6. With <c>max_resource: auto</c> nothing is stopped until a
/// trial is complete; then it is the complete trials' last step + 1, for the rest of the study.
/// </remarks>
public sealed class HyperbandPruner : IPruner
{
    /// <summary>The name and settings under which study files know it.</summary>
    public static PrunerInfo Info { get; } = new(
        "hyperband",
        "Hyperband with Optuna's meaning: successive halvings side by side, a trial's share by a hash of its number.",
        [
            Setting.Integer("min_resource", 1, "The step at which the first rung of the first bracket ends.", min: 1, max: int.MaxValue),
            new(
                "max_resource",
                SettingKind.Custom,
                "How many steps a whole trial has; auto to learn it from complete trials.") { Default = ParameterValue.Of("auto") },
            Setting.Integer("reduction_factor", 3, "One in how many goes on, and the factor between rungs.", min: 2, max: int.MaxValue),
            PrunerSettings.BootstrapCount,
        ],
        Create);

    private readonly string studyName;
    private readonly int minResource;
    private readonly int? maxResource;
    private readonly int reductionFactor;
    private readonly int bootstrapCount;
    // Only saves computing the same again; replaced as a whole.
    private Shares? known;

    /// <summary>Creates the pruner.</summary>
    /// <param name="studyName">The study's name, hashed with the trial's number.</param>
    /// <param name="minResource">The step at which the first rung of the first bracket ends, 1 or more.</param>
    /// <param name="maxResource">How many steps a whole trial has; null for automatic.</param>
    /// <param name="reductionFactor">One in how many goes on; 2 or more.</param>
    /// <param name="bootstrapCount">How many trials must have completed a rung before any goes on from it; 0 with an automatic
    /// resource.</param>
    public HyperbandPruner(
        string studyName, int minResource = 1, int? maxResource = null, int reductionFactor = 3, int bootstrapCount = 0) =>
        (
            this.studyName,
            this.minResource,
            this.maxResource,
            this.reductionFactor,
            this.bootstrapCount) = (studyName, minResource, maxResource, reductionFactor, bootstrapCount);

    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial)
    {
        if (reports.Find(trial) is not TrialTrack { Count: > 0 } track)
            return PruneDecision.Continue;
        int? settled = null;
        if (maxResource is null && reports.SettledResource is null)
        {
            if (reports.LastCompleteStep is not int last)
                return PruneDecision.Continue;
            settled = last + 1;
        }

        int resource = maxResource ?? reports.SettledResource ?? settled!.Value;
        return BracketOf(trial, resource) is int bracket
            ? Halving(bracket).Decide(reports, track, minResource, bracket) with { Resource = settled }
            : PruneDecision.Continue with { Resource = settled };
    }

    /// <summary>
    /// The bracket of a trial when whole trials have <paramref name="resource"/> steps; null where there are too few for one.
    /// </summary>
    internal int? BracketOf(long trial, int resource)
    {
        if (known is not Shares shares || shares.Resource != resource)
            known = shares = new Shares(resource, Budgets(resource));
        if (shares.Budgets.Length == 0)
            return null;
        long place = Crc32.HashToUInt32(Encoding.UTF8.GetBytes($"{studyName}_{trial}")) % (uint)shares.Budgets.Sum();
        int bracket = 0;
        while ((place -= shares.Budgets[bracket]) >= 0)
            bracket++;
        return bracket;
    }

    /// <summary>Each bracket's share of the trials.</summary>
    internal int[] Budgets(int resource)
    {
        int brackets = (int)Math.Floor(Log((double)resource / minResource) / Log(reductionFactor)) + 1;
        var budgets = new int[Math.Max(brackets, 0)];
        long power = 1;
        for (int left = 1; left <= budgets.Length; left++, power *= reductionFactor)
            budgets[^left] = (int)Math.Ceiling((double)(brackets * power) / left);
        return budgets;
    }

    private SuccessiveHalvingPruner Halving(int bracket) => new(minResource, reductionFactor, bracket, bootstrapCount);

    // The natural logarithm, correctly rounded: whether 243 is the fifth power of 3 hangs on the last bit, and libraries differ there.
    private static double Log(double x)
    {
        int doublings = 0;
        decimal mantissa = (decimal)x;
        for (; mantissa > 1.5m; doublings++)
            mantissa /= 2;
        return double.Parse(
            (Series(mantissa) + (doublings * Series(2))).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

        // ln(m) = 2 artanh((m − 1)/(m + 1)).
        static decimal Series(decimal m)
        {
            decimal s = (m - 1) / (m + 1), power = s, sum = 0;
            for (int n = 1; power != 0; n += 2, power *= s * s)
                sum += power / n;
            return 2 * sum;
        }
    }

    private sealed record Shares(int Resource, int[] Budgets);

    private static HyperbandPruner Create(SettingValues values, string studyName)
    {
        int min = values.Integer("min_resource");
        int? max = PrunerSettings.Resource(values, "max_resource", min);
        return new HyperbandPruner(
            studyName, min, max, values.Integer("reduction_factor"), PrunerSettings.Bootstrap(values, "max_resource", max));
    }
}
