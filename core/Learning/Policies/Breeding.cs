using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// Selection, crossover and mutation of networks with the same shape: Khadka and Tumer, "Evolution-guided policy gradient in reinforcement
/// learning" (2018).
/// </summary>
internal static class Breeding
{
    // Of the changed weights so many change ten times as much, and so many are drawn anew.
    private const double SuperChance = 0.05, SuperFactor = 10, ResetChance = 0.02;

    /// <summary>The next generation: elites, fittest first, then children.</summary>
    /// <param name="parents">The actors.</param>
    /// <param name="fitness">Their fitness.</param>
    /// <param name="shape">Their network.</param>
    /// <param name="settings">How to breed.</param>
    /// <param name="random">The chance.</param>
    public static FloatBuffer[] Next(
        IReadOnlyList<FloatBuffer> parents, double[] fitness, NetworkShape shape, EvolutionSettings settings, ref RandomStream random)
    {
        int[] order = Ranked(fitness);
        var next = new FloatBuffer[parents.Count];
        for (int i = 0; i < next.Length; i++)
        {
            if (i < settings.Elites)
            {
                next[i] = parents[order[i]].Clone();
                continue;
            }

            FloatBuffer child = parents[Select(fitness, settings.Tournament, ref random)].Clone();
            if (random.NextDouble() < settings.CrossoverRate)
                Cross(child, parents[order[random.NextInt(settings.Elites)]], shape, ref random);
            if (random.NextDouble() < settings.MutationRate)
                Mutate(child, shape, settings, ref random);
            next[i] = child;
        }

        return next;
    }

    /// <summary>The places by fitness, the fittest first, ties by place.</summary>
    public static int[] Ranked(double[] fitness) =>
        [.. Enumerable.Range(0, fitness.Length).OrderByDescending(i => fitness[i]).ThenBy(static i => i)];

    /// <summary>The fittest of some that are drawn.</summary>
    public static int Select(double[] fitness, int tournament, ref RandomStream random)
    {
        int best = random.NextInt(fitness.Length);
        for (int i = 1; i < tournament; i++)
        {
            int other = random.NextInt(fitness.Length);
            if (fitness[other] > fitness[best])
                best = other;
        }

        return best;
    }

    /// <summary>For each layer, outputs up to a point drawn at random are taken from another network.</summary>
    public static void Cross(FloatBuffer child, FloatBuffer other, NetworkShape shape, ref RandomStream random)
    {
        foreach (LayerShape layer in shape.Layers)
        {
            int point = random.NextInt(layer.Outputs + 1);
            int end = layer.Normalises ? layer.End : layer.Gains;
            for (int row = layer.Offset; row < end; row += layer.Stride)
                other.Span.Slice(row, point).CopyTo(child.Span.Slice(row, point));
        }
    }

    /// <summary>Changes weights here and there, relative to what they are.</summary>
    public static void Mutate(FloatBuffer child, NetworkShape shape, EvolutionSettings settings, ref RandomStream random)
    {
        foreach (LayerShape layer in shape.Layers)
        {
            int changes = (int)Math.Ceiling(settings.MutationShare * layer.Inputs * layer.Outputs);
            for (int i = 0; i < changes; i++)
            {
                int place = layer.Weights + (random.NextInt(layer.Inputs) * layer.Stride) + random.NextInt(layer.Outputs);
                ref float weight = ref child.Span[place];
                double kind = random.NextDouble();
                double deviation = settings.MutationDeviation * Math.Abs(weight) * (kind < SuperChance ? SuperFactor : 1);
                weight = kind >= SuperChance && kind < SuperChance + ResetChance
                    ? (float)random.NextNormal()
                    : (float)(weight + (deviation * random.NextNormal()));
            }
        }
    }
}
