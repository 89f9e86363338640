using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>
/// Quasi-random points: covers the space more evenly than independent draws. Every parameter has its own dimension, active or not.
/// Points that violate a constraint or repeat a value are replaced by random ones.
/// </summary>
internal sealed class SobolSampler : SamplerBase
{
    public static SamplerInfo Info { get; } = new(
        "sobol", ["qmc"], "Quasi-random points that cover the space evenly.", [], _ => new SobolSampler());

    public override ITrialSource? Source(SearchSpace space, ulong seed) =>
        space.Constraints.Count == 0 && RandomSampler.NeverRepeats(space) ? new PointSource(space, seed) : null;

    public override string Explain(SearchSpace space, long? budget, int objectives) =>
        "sobol: a scrambled Sobol sequence, which covers the space evenly.";

    protected internal override ParameterSet? Suggest(Situation situation)
    {
        if (situation.Attempt == 0)
            return Point(situation.Cache.Get<Sequences>().For(situation), situation.Space, situation.Number);
        RandomStream random = situation.Random();
        return situation.Space.Sample(ref random);
    }

    internal static ParameterSet Point(SobolSequence sequence, SearchSpace space, long number)
    {
        var coordinates = new double[space.Parameters.Count];
        sequence.Point(number, coordinates);
        var all = new ParameterValue?[coordinates.Length];
        foreach (int i in space.Order)
        {
            if (space.IsActive(i, all))
                all[i] = space.Parameters[i].Distribution.FromUnit(coordinates[i]);
        }

        return space.Compose(all);
    }

    /// <summary>The sequence of a study, kept because making it costs more than a point.</summary>
    internal sealed class Sequences
    {
        private SobolSequence? sequence;
        private (int Dimensions, ulong Seed) key;

        public SobolSequence For(Situation situation)
        {
            (int, ulong) wanted = (situation.Space.Parameters.Count, situation.Request.Seed);
            if (sequence is null || key != wanted)
                (sequence, key) = (new SobolSequence(wanted.Item1, wanted.Item2), wanted);
            return sequence;
        }
    }

    private sealed class PointSource(SearchSpace space, ulong seed) : ITrialSource
    {
        private readonly SobolSequence sequence = new(space.Parameters.Count, seed);

        public long? Count => null;

        public ParameterSet At(long number) => Point(sequence, space, number);
    }
}
