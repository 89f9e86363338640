using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// Trains a policy by PPO, update by update. Observations are normalised by all seen so far, rewards by the deviation of discounted
/// returns; an episode cut off goes on in its value. The same bits from the same seed, and after <see cref="Load"/> of what <see
/// cref="Save"/> wrote.
/// </summary>
internal sealed class PpoTrainer
{
    private const double Limit = 10;
    private readonly PpoSettings settings;
    private readonly PpoNetworks networks;
    private readonly PpoUpdate update;
    private readonly PpoRollout rollout;
    private readonly IEnvironment[] environments;
    private readonly RandomStream[] episodes;
    private readonly RunningMoments seen, returns = new(1);
    private readonly RowBuffer observations, endings, bounded;
    private readonly NetworkPass policy, value, ending;
    private readonly float[] discounted;
    private readonly double[] running;
    private readonly List<double> latest = [];
    private RandomStream actions, batches;

    /// <summary>Begins a training.</summary>
    /// <param name="make">Makes an environment to learn in.</param>
    /// <param name="settings">How to learn.</param>
    /// <param name="seed">Decides all chance.</param>
    public PpoTrainer(Func<IEnvironment> make, PpoSettings settings, ulong seed)
    {
        this.settings = settings;
        int count = settings.Environments;
        environments = [.. Enumerable.Range(0, count).Select(_ => make())];
        EnvironmentShape shape = environments[0].Shape;
        var start = new RandomStream(seed, 0, StreamPurpose.PolicyStart);
        networks = new PpoNetworks(shape, settings, ref start);
        update = new PpoUpdate(networks, settings);
        rollout = new PpoRollout(shape, settings.Steps);
        seen = new RunningMoments(shape.Observations);
        (observations, endings) = (new RowBuffer(count, shape.Observations), new RowBuffer(count, shape.Observations));
        bounded = new RowBuffer(count, shape.ActionNumbers);
        policy = new NetworkPass(networks.Shape.Network, count);
        (value, ending) = (new NetworkPass(networks.Value, count), new NetworkPass(networks.Value, count));
        (discounted, running) = (new float[count], new double[count]);
        episodes = [.. Enumerable.Range(0, count).Select(i => new RandomStream(seed, (ulong)i, StreamPurpose.PolicyEpisodes))];
        actions = new RandomStream(seed, 0, StreamPurpose.PolicyActions);
        batches = new RandomStream(seed, 0, StreamPurpose.PolicyBatches);
        for (int i = 0; i < count; i++)
            environments[i].Reset(ref episodes[i], observations.Row(i));
    }

    /// <summary>How many updates are done.</summary>
    public int Updates { get; private set; }

    /// <summary>How the last update went.</summary>
    public PpoStatistics Statistics { get; private set; }

    /// <summary>The mean reward of the last 100 episodes of training, or of as many as there are; not a number before the first.</summary>
    public double MeanReward => latest.Count == 0 ? double.NaN : latest.Average();

    /// <summary>The policy as it is now.</summary>
    public Policy Policy => new(networks.Shape, PolicyNumbers(), Normalisation.Of(seen));

    /// <summary>Acts for the steps of one update and learns from them.</summary>
    public void Advance()
    {
        Collect();
        double rate = settings.LearningRate * (1 - ((double)Updates / settings.Updates));
        Statistics = update.Learn(rollout, rate, ref batches);
        Updates++;
    }

    /// <summary>Writes the whole state.</summary>
    public void Save(StateWriter state)
    {
        state.Write(Updates);
        state.WriteOne(Statistics);
        state.Write(networks.Parameters.Span);
        update.Save(state);
        seen.Save(state);
        returns.Save(state);
        state.Write(observations.All);
        state.Write<float>(discounted);
        state.Write<double>(running);
        state.Write(latest.Count);
        state.Write<double>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(latest));
        state.Write<RandomStream>(episodes);
        state.WriteOne(actions);
        state.WriteOne(batches);
        foreach (IEnvironment environment in environments)
            environment.Save(state);
    }

    /// <summary>Goes on where another training was saved; it must have begun with the same arguments.</summary>
    public void Load(StateReader state)
    {
        Updates = (int)state.Integer();
        Statistics = state.One<PpoStatistics>();
        state.Read(networks.Parameters.Span);
        networks.Refresh();
        update.Load(state);
        seen.Load(state);
        returns.Load(state);
        state.Read(observations.All);
        state.Read<float>(discounted);
        state.Read<double>(running);
        var kept = new double[state.Integer()];
        state.Read<double>(kept);
        latest.Clear();
        latest.AddRange(kept);
        state.Read<RandomStream>(episodes);
        actions = state.One<RandomStream>();
        batches = state.One<RandomStream>();
        foreach (IEnvironment environment in environments)
            environment.Load(state);
    }

    // The policy's numbers come first.
    private FloatBuffer PolicyNumbers()
    {
        var own = new FloatBuffer(networks.Shape.Network.End);
        networks.Parameters.Span[..own.Count].CopyTo(own.Span);
        return own;
    }

    private void Collect()
    {
        int count = environments.Length, length = settings.Steps / count;
        for (int step = 0; step < length; step++)
        {
            seen.Add(observations.All, observations.Stride, count);
            See(observations, policy.Input);
            policy.Input.All[..(count * policy.Input.Stride)].CopyTo(value.Input.All);
            policy.Forward(networks.Parameters, count);
            value.Forward(networks.Parameters, count);
            for (int i = 0; i < count; i++)
                Act(i, (i * length) + step);
            Credit(step, length);
        }

        See(observations, value.Input);
        value.Forward(networks.Parameters, count);
        for (int i = 0; i < count; i++)
        {
            Range own = (i * length)..((i + 1) * length);
            GeneralAdvantages.Of(
                rollout.Rewards.AsSpan()[own],
                rollout.Values.AsSpan()[own],
                rollout.Over.AsSpan()[own],
                value.Output.Row(i)[0],
                settings.Gamma,
                settings.Lambda,
                rollout.Advantages.AsSpan()[own]);
        }
    }

    private void See(RowBuffer from, RowBuffer into)
    {
        Normalisation normalisation = Normalisation.Of(seen);
        for (int i = 0; i < environments.Length; i++)
            normalisation.Apply(from.Row(i), into.Row(i));
    }

    private void Act(int i, int place)
    {
        policy.Input.Whole(i).CopyTo(rollout.Observations.Whole(place));
        Span<float> action = rollout.Actions.Row(place), within = bounded.Row(i);
        rollout.LogProbabilities[place] = (float)networks.Head.Draw(policy.Output.Row(i), ref actions, action);
        rollout.Values[place] = value.Output.Row(i)[0];
        action.CopyTo(within);
        if (!networks.Shape.Environment.IsDiscrete)
        {
            foreach (ref float one in within)
                one = Math.Clamp(one, -1f, 1f);
        }
    }

    // Steps all environments with what was decided, and normalises rewards by the deviation of returns.
    private void Credit(int step, int length)
    {
        int count = environments.Length, cut = 0;
        Span<double> rewards = stackalloc double[count];
        Span<int> truncated = stackalloc int[count];
        for (int i = 0; i < count; i++)
        {
            StepOutcome outcome = environments[i].Step(bounded.Row(i), observations.Row(i));
            rewards[i] = outcome.Reward;
            running[i] += outcome.Reward;
            discounted[i] = (float)((discounted[i] * settings.Gamma) + outcome.Reward);
            rollout.Over[(i * length) + step] = outcome.IsOver;
            if (!outcome.IsOver)
                continue;
            if (outcome.Truncated)
            {
                observations.Row(i).CopyTo(endings.Row(i));
                truncated[cut++] = i;
            }

            if (latest.Count == 100)
                latest.RemoveAt(0);
            latest.Add(running[i]);
            running[i] = 0;
            environments[i].Reset(ref episodes[i], observations.Row(i));
        }

        returns.Add(discounted, 1, count);
        double factor = 1 / Math.Sqrt(returns.Variance[0] + 1e-8);
        for (int i = 0; i < count; i++)
        {
            rollout.Rewards[(i * length) + step] = (float)Math.Clamp(rewards[i] * factor, -Limit, Limit);
            if (rollout.Over[(i * length) + step])
                discounted[i] = 0;
        }

        if (cut == 0)
            return;
        See(endings, ending.Input);
        ending.Forward(networks.Parameters, count);
        foreach (int i in truncated[..cut])
            rollout.Rewards[(i * length) + step] += (float)(settings.Gamma * ending.Output.Row(i)[0]);
    }
}
