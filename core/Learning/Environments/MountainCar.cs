using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>
/// A car in a valley, too weak to leave it without a run-up: Moore (1990), as Gym's MountainCarContinuous-v0, with 999 steps. 100 at the
/// top, less a tenth of the squared force of every step.
/// </summary>
internal sealed class MountainCar() : ControlTask(new EnvironmentShape(2, 1, IsDiscrete: false), 2, 999)
{
    private const double Power = 0.0015, Gravity = 0.0025, Fastest = 0.07, Left = -1.2, Right = 0.6, Goal = 0.45;

    /// <inheritdoc/>
    protected override void Begin(ref RandomStream random)
    {
        State[0] = -0.6 + (random.NextDouble() * 0.2);
        State[1] = 0;
    }

    /// <inheritdoc/>
    protected override (double Reward, bool Over) Act(float action)
    {
        double force = Math.Clamp(action, -1f, 1f);
        double speed = State[1] + (force * Power) - (Gravity * PortableTrigonometry.Cos(3 * State[0]));
        State[1] = Math.Clamp(speed, -Fastest, Fastest);
        State[0] = Math.Clamp(State[0] + State[1], Left, Right);
        if (State[0] == Left && State[1] < 0)
            State[1] = 0;
        bool over = State[0] >= Goal && State[1] >= 0;
        return ((over ? 100 : 0) - (0.1 * force * force), over);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<float> observation) => (observation[0], observation[1]) = ((float)State[0], (float)State[1]);
}
