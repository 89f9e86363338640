using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// An actor and a critic that learn from a replay: Lillicrap and others, "Continuous control with deep reinforcement learning" (2016),
/// with layer normalisation, and rewards divided by their deviation.
/// </summary>
internal sealed unsafe class DdpgLearner
{
    private readonly DdpgSettings settings;
    private readonly NetworkShape critic;
    private readonly FloatBuffer criticNumbers, slowActor, slowCritic, actorGradient, criticGradient;
    private readonly AdamOptimizer actorAdam, criticAdam;
    private readonly NetworkPass actorPass, criticPass;
    private readonly int[] steps;
    private readonly float[] targets;

    /// <summary>Starts with orthogonal weights.</summary>
    public DdpgLearner(EnvironmentShape environment, DdpgSettings settings, ref RandomStream random)
    {
        this.settings = settings;
        Shape = ShapeOf(environment, settings);
        critic = new NetworkShape(
            environment.Observations + environment.Actions, settings.Layers, 1, Activation.Relu, normalises: true);
        Actor = FirstActor(Shape, 0.1, ref random);
        criticNumbers = new FloatBuffer(critic.End);
        OrthogonalStart.Fill(critic, criticNumbers, Math.Sqrt(2), 1, ref random);
        (slowActor, slowCritic) = (Actor.Clone(), criticNumbers.Clone());
        (actorGradient, criticGradient) = (new FloatBuffer(Actor.Count), new FloatBuffer(criticNumbers.Count));
        (actorAdam, criticAdam) = (new AdamOptimizer(Actor.Count), new AdamOptimizer(criticNumbers.Count));
        (actorPass, criticPass) = (new NetworkPass(Shape.Network, settings.BatchSize), new NetworkPass(critic, settings.BatchSize));
        (steps, targets) = (new int[settings.BatchSize], new float[settings.BatchSize]);
    }

    /// <summary>The actor's network.</summary>
    public PolicyShape Shape { get; }

    /// <summary>The actor's numbers.</summary>
    public FloatBuffer Actor { get; }

    /// <summary>The network of actors, those of a population too.</summary>
    public static PolicyShape ShapeOf(EnvironmentShape environment, DdpgSettings settings) =>
        new(environment, settings.Layers, Activation.Relu, Activation.Tanh, Normalises: true);

    /// <summary>Numbers of a new actor.</summary>
    /// <param name="shape">Its network.</param>
    /// <param name="last">The gain of the last layer: small for small actions at first, 1 for actors that differ.</param>
    /// <param name="random">Draws.</param>
    public static FloatBuffer FirstActor(PolicyShape shape, double last, ref RandomStream random)
    {
        var numbers = new FloatBuffer(shape.Network.End);
        OrthogonalStart.Fill(shape.Network, numbers, Math.Sqrt(2), last, ref random);
        return numbers;
    }

    /// <summary>Takes a step down the gradients of critic and actor.</summary>
    /// <param name="memory">What is learnt from.</param>
    /// <param name="normalisation">What is done to observations first.</param>
    /// <param name="rewardFactor">What rewards are multiplied with.</param>
    /// <param name="random">Draws.</param>
    public void Learn(ReplayMemory memory, Normalisation normalisation, double rewardFactor, ref RandomStream random)
    {
        memory.Draw(ref random, steps);
        FindTargets(memory, normalisation, rewardFactor);
        LearnValues(memory, normalisation);
        LearnActions(memory, normalisation);
        Follow(slowActor, Actor);
        Follow(slowCritic, criticNumbers);
    }

    /// <summary>Writes what it keeps.</summary>
    public void Save(StateWriter state)
    {
        foreach (FloatBuffer numbers in (ReadOnlySpan<FloatBuffer>)[Actor, criticNumbers, slowActor, slowCritic])
            state.Write(numbers.Span);
        actorAdam.Save(state);
        criticAdam.Save(state);
    }

    /// <summary>Reads what it keeps.</summary>
    public void Load(StateReader state)
    {
        foreach (FloatBuffer numbers in (ReadOnlySpan<FloatBuffer>)[Actor, criticNumbers, slowActor, slowCritic])
            state.Read(numbers.Span);
        actorAdam.Load(state);
        criticAdam.Load(state);
    }

    // What a step brought, and what the slow copies make of what came then.
    private void FindTargets(ReplayMemory memory, Normalisation normalisation, double rewardFactor)
    {
        for (int row = 0; row < steps.Length; row++)
            normalisation.Apply(memory.Then(steps[row]), actorPass.Input.Row(row));
        actorPass.Forward(slowActor, steps.Length);
        for (int row = 0; row < steps.Length; row++)
            Join(actorPass.Input.Row(row), actorPass.Output.Row(row), row);
        criticPass.Forward(slowCritic, steps.Length);
        for (int row = 0; row < steps.Length; row++)
        {
            double later = memory.IsEnd(steps[row]) ? 0 : settings.Gamma * criticPass.Output.Row(row)[0];
            targets[row] = (float)((memory.Reward(steps[row]) * rewardFactor) + later);
        }
    }

    private void LearnValues(ReplayMemory memory, Normalisation normalisation)
    {
        for (int row = 0; row < steps.Length; row++)
        {
            normalisation.Apply(memory.Seen(steps[row]), actorPass.Input.Row(row));
            Join(actorPass.Input.Row(row), memory.Action(steps[row]), row);
        }

        criticPass.Forward(criticNumbers, steps.Length);
        for (int row = 0; row < steps.Length; row++)
            criticPass.OutputGradient.Row(row)[0] = 2 * (criticPass.Output.Row(row)[0] - targets[row]) / steps.Length;
        criticPass.Backward(criticNumbers, criticGradient, steps.Length);
        criticAdam.Step(criticNumbers, criticGradient, settings.CriticRate);
    }

    private void LearnActions(ReplayMemory memory, Normalisation normalisation)
    {
        actorPass.Forward(Actor, steps.Length);
        for (int row = 0; row < steps.Length; row++)
            Join(actorPass.Input.Row(row), actorPass.Output.Row(row), row);
        criticPass.Forward(criticNumbers, steps.Length);
        for (int row = 0; row < steps.Length; row++)
            criticPass.OutputGradient.Row(row)[0] = -1f / steps.Length;
        criticPass.Backward(criticNumbers, null, steps.Length, wantsInput: true);
        for (int row = 0; row < steps.Length; row++)
            criticPass.InputGradient.Row(row)[Shape.Environment.Observations..].CopyTo(actorPass.OutputGradient.Row(row));
        actorPass.Backward(Actor, actorGradient, steps.Length);
        actorAdam.Step(Actor, actorGradient, settings.ActorRate);
    }

    private void Join(ReadOnlySpan<float> seen, ReadOnlySpan<float> action, int row)
    {
        Span<float> into = criticPass.Input.Row(row);
        seen.CopyTo(into);
        action.CopyTo(into[seen.Length..]);
    }

    private void Follow(FloatBuffer slow, FloatBuffer fast)
    {
        float* s = slow.Pointer, f = fast.Pointer;
        var share = System.Runtime.Intrinsics.Vector256.Create((float)settings.Tau);
        for (int i = 0; i < slow.Count; i += 8)
        {
            var old = System.Runtime.Intrinsics.Vector256.Load(s + i);
            var apart = System.Runtime.Intrinsics.Vector256.Load(f + i) - old;
            System.Runtime.Intrinsics.Vector256.Store(
                System.Runtime.Intrinsics.Vector256.FusedMultiplyAdd(share, apart, old), s + i);
        }

        GC.KeepAlive(slow);
        GC.KeepAlive(fast);
    }
}
