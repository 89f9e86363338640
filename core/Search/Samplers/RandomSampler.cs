using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>
/// Independent draws from the prior. Without replacement (the default) a finite space of equally likely values is walked in a
/// pseudo-random order, and elsewhere repeats are drawn again; with replacement, W&amp;B's meaning, each trial is a fresh draw.
/// </summary>
internal sealed class RandomSampler(bool replacement = false) : SamplerBase
{
    public static SamplerInfo Info { get; } = new(
        "random",
        [],
        "Independent draws from the distributions.",
        [
            Setting.Boolean(
                "replacement", false, "Whether draws may repeat, as W&B's do; otherwise a finite space is walked in random order.")
        ],
        values => new RandomSampler(values.Boolean("replacement")));

    public override ITrialSource? Source(SearchSpace space, ulong seed)
    {
        if (!replacement && IsPermutation(space))
            return new PermutedSource(space, seed);

        // A draw without replacement from unequal likelihoods depends on the draws before it; on a continuum none repeats.
        return replacement || NeverRepeats(space) ? new DrawSource(space, seed) : null;
    }

    public override string Explain(SearchSpace space, long? budget, int objectives) =>
        replacement ? "random: independent draws, which may repeat."
        : space.KnownSize is long size ? $"random: draws without repeats from {size:N0} combinations."
        : "random: independent draws.";

    protected override ParameterSet? Next(Situation situation)
    {
        if (replacement)
            return Suggest(situation);
        if (!situation.Request.AllowRepeats && IsPermutation(situation.Space))
        {
            var source = new PermutedSource(situation.Space, situation.Request.Seed);
            long size = source.Count!.Value;
            for (long i = 0; i < size && situation.UsedCount < size; i++)
            {
                ParameterSet point = source.At((situation.Number + i) % size);
                if (situation.IsNew(point))
                    return point;
            }

            return null;
        }

        return base.Next(situation);
    }

    protected internal override ParameterSet Suggest(Situation situation)
    {
        RandomStream random = situation.Random();
        return situation.Space.Sample(ref random);
    }

    internal static bool NeverRepeats(SearchSpace space) => space.Parameters.Any(parameter =>
        parameter is { When: null or { Count: 0 }, Distribution: { Count: null } and not QuantizedDistribution });

    private static bool IsPermutation(SearchSpace space) =>
        space.KnownSize is < long.MaxValue && space.Parameters.All(parameter => parameter.Distribution.IsUniform);

    private sealed class PermutedSource(SearchSpace space, ulong seed) : ITrialSource
    {
        private readonly Permutation permutation = new(space.GridSize!.Value, RandomStream.Mix(seed + 1));

        public long? Count { get; } = space.GridSize!.Value;

        public ParameterSet At(long number) => space.GridPoint(permutation[number]);
    }

    private sealed class DrawSource(SearchSpace space, ulong seed) : ITrialSource
    {
        public long? Count => null;

        public ParameterSet At(long number)
        {
            var random = new RandomStream(seed, (ulong)number);
            return space.Sample(ref random);
        }
    }
}
