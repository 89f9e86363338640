using System.Security.Cryptography;
using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Learning.Tests.Policies;

public class DdpgGaTests
{
    private static readonly DdpgSettings Learner = new(1e-3, 1e-3, 0.98, 0.01, 32, [16, 16]);

    [Fact]
    public void Add_BeyondCapacity_ForgetsTheOldest()
    {
        var memory = new ReplayMemory(5, 1, 1);
        for (int i = 0; i < 7; i++)
            memory.Add([i], [i + 10], i + 20, [i + 1], i == 6);

        Assert.Equal(5, memory.Count);
        Assert.Equal([5, 6, 2, 3, 4], Enumerable.Range(0, 5).Select(step => (int)memory.Seen(step)[0]));
        Assert.Equal((16f, 26f, 7f, true), (memory.Action(1)[0], memory.Reward(1), memory.Then(1)[0], memory.IsEnd(1)));
    }

    [Fact]
    public void Next_Elites_LiveOnUnchanged_AndChildrenOfTheFitPrevail()
    {
        PolicyShape shape = DdpgLearner.ShapeOf(new EnvironmentShape(2, 1, IsDiscrete: false), Learner);
        var random = new RandomStream(5, 5);
        FloatBuffer[] parents = [.. Enumerable.Range(0, 10).Select(i =>
        {
            var numbers = new FloatBuffer(shape.Network.End);
            foreach (int place in shape.Network.Places())
                numbers.Span[place] = i + 1;
            return numbers;
        })];
        double[] fitness = [.. Enumerable.Range(0, 10).Select(static i => (double)((i * 7) % 10))];

        FloatBuffer[] next = Breeding.Next(
            parents, fitness, shape.Network, new EvolutionSettings(10, EliteShare: 0.3, MutationRate: 0), ref random);

        int[] ranked = Breeding.Ranked(fitness);
        Assert.Equal([9, 8, 7], ranked.Take(3).Select(i => (int)fitness[i]));
        for (int i = 0; i < 3; i++)
            Assert.Equal(parents[ranked[i]].Span.ToArray(), next[i].Span.ToArray());
        Assert.True(next.Skip(3).Average(child => fitness[(int)child.Span[0] - 1]) > 5.5);
    }

    [Fact]
    public void Mutate_Weights_ChangesAShareOfThem()
    {
        var shape = new NetworkShape(30, [40], 2, Activation.Relu, normalises: true);
        var random = new RandomStream(6, 6);
        var child = new FloatBuffer(shape.End);
        OrthogonalStart.Fill(shape, child, 1, 1, ref random);
        float[] before = child.Span.ToArray();

        Breeding.Mutate(child, shape, new EvolutionSettings(MutationShare: 0.1), ref random);

        int changed = before.Zip(child.Span.ToArray(), static (one, other) => one != other).Count(static one => one);
        // 128 draws with replacement among 1,280 weights; padding and biases never.
        Assert.InRange(changed, 100, 128);
        Assert.Equal(changed, shape.Places().Count(place => before[place] != child.Span[place]));
    }

    [Fact]
    public void Cross_TwoNetworks_TakesWholeOutputs()
    {
        var shape = new NetworkShape(3, [20], 4, Activation.Relu, normalises: true);
        FloatBuffer child = new(shape.End), other = new(shape.End);
        foreach (int place in shape.Places())
            other.Span[place] = 1;
        var random = new RandomStream(7, 7);

        Breeding.Cross(child, other, shape, ref random);

        LayerShape first = shape.Layers[0];
        float[] taken = child.Span.Slice(first.Weights, 20).ToArray();
        for (int row = 1; row < 3; row++)
            Assert.Equal(taken, child.Span.Slice(first.Weights + (row * first.Stride), 20).ToArray());
        Assert.Equal(taken, child.Span.Slice(first.Biases, 20).ToArray());
        Assert.Equal(taken, child.Span.Slice(first.Shifts, 20).ToArray());
        Assert.Equal(taken.OrderDescending(), taken);
    }

    [Fact]
    public void Learn_Bandit_FindsTheBestAction()
    {
        // One step, no state: the reward is largest at 0.4.
        var random = new RandomStream(8, 8);
        var shape = new EnvironmentShape(1, 1, IsDiscrete: false);
        var learner = new DdpgLearner(shape, Learner, ref random);
        var memory = new ReplayMemory(1000, 1, 1);
        for (int i = 0; i < 1000; i++)
        {
            double action = (random.NextDouble() * 2) - 1;
            memory.Add([1], [(float)action], -Math.Pow(action - 0.4, 2), [1], terminated: true);
        }

        for (int i = 0; i < 1500; i++)
            learner.Learn(memory, Normalisation.None(1), 3, ref random);

        var actor = new PolicyActor(new Policy(learner.Shape, learner.Actor, Normalisation.None(1)), 1);
        RowBuffer seen = new(1, 1), action2 = new(1, 1);
        seen.Row(0)[0] = 1;
        actor.Act(seen, action2, 1);
        Assert.Equal(0.4, action2.Row(0)[0], 0.1);
    }

    [Fact]
    public void Advance_OnAnyProcessor_HasTheseBits()
    {
        // Run with DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 or under qemu as well: the bytes are those of every processor.
        DdpgGaTrainer trainer = Trainer();
        for (int i = 0; i < 2; i++)
            trainer.Advance(CancellationToken.None);

        Assert.Equal("1FBB50884B80EDED", Digest(trainer));
    }

    [Fact]
    public void Load_SavedMidway_GoesOnWithTheSameBits()
    {
        DdpgGaTrainer whole = Trainer(), other = Trainer();
        whole.Advance(CancellationToken.None);
        using var state = new StateWriter();
        whole.Save(state);
        other.Load(new StateReader(state.ToArray()));
        whole.Advance(CancellationToken.None);
        other.Advance(CancellationToken.None);

        Assert.Equal(Digest(whole), Digest(other));
    }

    [Fact]
    public void Advance_EveryGeneration_CountsTheStepsOfAllActors()
    {
        DdpgGaTrainer trainer = Trainer();
        for (int i = 1; i <= 3; i++)
        {
            trainer.Advance(CancellationToken.None);
            Assert.Equal((i, i * 5L * 200), (trainer.Generations, trainer.Steps));
            Assert.True(trainer.ChampionFitness >= trainer.MeanFitness);
        }
    }

    private static DdpgGaTrainer Trainer() => new(
        new Pendulum(), Learner, new EvolutionSettings(4, EliteShare: 0.25, GradientSteps: 100, BufferSize: 1500), 12);

    private static string Digest(DdpgGaTrainer trainer)
    {
        using var state = new StateWriter();
        trainer.Save(state);
        return Convert.ToHexString(SHA256.HashData(state.ToArray()))[..16];
    }
}
