using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// Breeds a population of actors beside a learner: Khadka and Tumer (2018). Every step of every actor goes into one replay; the learner
/// takes as many gradients as the generation took steps, and its actor replaces the worst from time to time. The same bits from the same
/// seed, and after
/// <see cref="Load"/> of what <see cref="Save"/> wrote.
/// </summary>
internal sealed class DdpgGaTrainer
{
    // Noise of Ornstein and Uhlenbeck draws back by so much of itself in a step.
    private const double NoiseReturn = 0.15;

    private readonly DdpgSettings settings;
    private readonly EvolutionSettings evolution;
    private readonly DdpgLearner learner;
    private readonly IEnvironment environment;
    private readonly ReplayMemory memory;
    private readonly RunningMoments seen, rewards = new(1);
    private readonly NetworkPass pass;
    private readonly double[] noise;
    private readonly RowBuffer observations;
    private FloatBuffer[] population;
    private RandomStream episodes, actions, batches, breeding;
    private Normalisation normalisation;
    private double noiseScale;

    /// <summary>Begins a training.</summary>
    /// <param name="environment">What everybody acts in, one after the other.</param>
    /// <param name="settings">How the learner learns.</param>
    /// <param name="evolution">How the population is bred.</param>
    /// <param name="seed">Decides all chance.</param>
    public DdpgGaTrainer(IEnvironment environment, DdpgSettings settings, EvolutionSettings evolution, ulong seed)
    {
        (this.environment, this.settings, this.evolution) = (environment, settings, evolution);
        EnvironmentShape shape = environment.Shape;
        var start = new RandomStream(seed, 0, StreamPurpose.PolicyStart);
        learner = new DdpgLearner(shape, settings, ref start);
        population = new FloatBuffer[evolution.Population];
        for (int i = 0; i < population.Length; i++)
            population[i] = DdpgLearner.FirstActor(learner.Shape, 1, ref start);
        memory = new ReplayMemory(evolution.BufferSize, shape.Observations, shape.Actions);
        seen = new RunningMoments(shape.Observations);
        normalisation = Normalisation.None(shape.Observations);
        pass = new NetworkPass(learner.Shape.Network, 1);
        noise = new double[shape.Actions];
        observations = new RowBuffer(2, shape.Observations);
        noiseScale = evolution.NoiseScale;
        Champion = new Policy(learner.Shape, population[0].Clone(), normalisation);
        episodes = new RandomStream(seed, 0, StreamPurpose.PolicyEpisodes);
        actions = new RandomStream(seed, 0, StreamPurpose.PolicyActions);
        batches = new RandomStream(seed, 0, StreamPurpose.PolicyBatches);
        breeding = new RandomStream(seed, 0, StreamPurpose.PolicyEvolution);
    }

    /// <summary>How many generations are done.</summary>
    public int Generations { get; private set; }

    /// <summary>The fittest actor of the last generation.</summary>
    public Policy Champion { get; private set; }

    /// <summary>The mean fitness of the last generation, in training.</summary>
    public double MeanFitness { get; private set; } = double.NaN;

    /// <summary>The champion's fitness in training.</summary>
    public double ChampionFitness { get; private set; } = double.NaN;

    /// <summary>The learner's reward in its last episode, with noise.</summary>
    public double LearnerReward { get; private set; } = double.NaN;

    /// <summary>Steps in the environment so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Measures, breeds and learns for one generation.</summary>
    public void Advance(CancellationToken cancellation)
    {
        long before = Steps;
        var fitness = new double[population.Length];
        for (int i = 0; i < population.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int episode = 0; episode < evolution.Episodes; episode++)
                fitness[i] += Act(population[i], 0) / evolution.Episodes;
        }

        int[] order = Breeding.Ranked(fitness);
        (MeanFitness, ChampionFitness) = (fitness.Sum() / fitness.Length, fitness[order[0]]);
        Champion = new Policy(learner.Shape, population[order[0]].Clone(), normalisation);
        population = Breeding.Next(population, fitness, learner.Shape.Network, evolution, ref breeding);
        LearnerReward = Act(learner.Actor, noiseScale);
        noiseScale *= evolution.NoiseDecay;
        if (Generations == 0)
            normalisation = Normalisation.Of(seen);
        Learn(evolution.GradientSteps > 0 ? evolution.GradientSteps : (int)Math.Min(int.MaxValue, Steps - before), cancellation);
        Generations++;
        // Elites come first, fittest first, and children are not measured yet: the last place is that of the worst or of its child.
        if (Generations % evolution.SyncPeriod == 0)
            population[^1] = learner.Actor.Clone();
    }

    /// <summary>Writes the whole state.</summary>
    public void Save(StateWriter state)
    {
        state.Write(Generations);
        state.Write(Steps);
        foreach (double number in (ReadOnlySpan<double>)[MeanFitness, ChampionFitness, LearnerReward, noiseScale])
            state.Write(number);
        foreach (FloatBuffer actor in population)
            state.Write(actor.Span);
        Write(state, Champion.Normalisation);
        state.Write(Champion.Parameters.Span);
        Write(state, normalisation);
        learner.Save(state);
        memory.Save(state);
        seen.Save(state);
        rewards.Save(state);
        foreach (RandomStream stream in (ReadOnlySpan<RandomStream>)[episodes, actions, batches, breeding])
            state.WriteOne(stream);
    }

    /// <summary>Goes on where another training was saved; it must have begun with the same arguments.</summary>
    public void Load(StateReader state)
    {
        (Generations, Steps) = ((int)state.Integer(), state.Integer());
        (MeanFitness, ChampionFitness, LearnerReward, noiseScale) = (state.Double(), state.Double(), state.Double(), state.Double());
        foreach (FloatBuffer actor in population)
            state.Read(actor.Span);
        Normalisation championNormalisation = Read(state);
        var champion = new FloatBuffer(learner.Shape.Network.End);
        state.Read(champion.Span);
        Champion = new Policy(learner.Shape, champion, championNormalisation);
        normalisation = Read(state);
        learner.Load(state);
        memory.Load(state);
        seen.Load(state);
        rewards.Load(state);
        (episodes, actions) = (state.One<RandomStream>(), state.One<RandomStream>());
        (batches, breeding) = (state.One<RandomStream>(), state.One<RandomStream>());
    }

    private static void Write(StateWriter state, Normalisation normalisation)
    {
        state.Write<float>(normalisation.Means.ToArray());
        state.Write<float>(normalisation.Factors.ToArray());
    }

    private Normalisation Read(StateReader state)
    {
        (float[] means, float[] factors) = (new float[environment.Shape.Observations], new float[environment.Shape.Observations]);
        state.Read<float>(means);
        state.Read<float>(factors);
        return new Normalisation(means, factors);
    }

    private void Learn(int batchesWanted, CancellationToken cancellation)
    {
        double factor = 1 / Math.Sqrt(rewards.Variance[0] + (rewards.Mean[0] * rewards.Mean[0]) + 1e-8);
        for (int i = 0; i < Math.Max(1, batchesWanted / evolution.Accumulation); i++)
        {
            if (i % 64 == 0)
                cancellation.ThrowIfCancellationRequested();
            learner.Learn(memory, normalisation, factor, ref batches);
        }
    }

    // An episode that everybody learns from; with noise where there is a scale of it.
    private double Act(FloatBuffer actor, double scale)
    {
        Array.Clear(noise);
        Span<float> now = observations.Row(0), then = observations.Row(1);
        Span<float> action = stackalloc float[environment.Shape.Actions], reward = stackalloc float[1];
        environment.Reset(ref episodes, now);
        double sum = 0;
        for (bool over = false; !over;)
        {
            normalisation.Apply(now, pass.Input.Row(0));
            pass.Forward(actor, 1);
            pass.Output.Row(0).CopyTo(action);
            if (scale > 0)
                Disturb(action, scale);
            StepOutcome outcome = environment.Step(action, then);
            memory.Add(now, action, outcome.Reward, then, outcome.Terminated);
            if (Generations == 0)
                seen.Add(now, 0, 1);
            reward[0] = (float)outcome.Reward;
            rewards.Add(reward, 0, 1);
            then.CopyTo(now);
            (sum, over) = (sum + outcome.Reward, outcome.IsOver);
            Steps++;
        }

        return sum;
    }

    private void Disturb(Span<float> action, double scale)
    {
        for (int i = 0; i < action.Length; i++)
        {
            noise[i] += (-NoiseReturn * noise[i]) + (scale * actions.NextNormal());
            action[i] = (float)Math.Clamp(action[i] + noise[i], -1, 1);
        }
    }
}
