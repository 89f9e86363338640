using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>
/// A pendulum to be swung up and held by a torque of at most 2, which is too weak to lift it at once: Gym's Pendulum-v1, with 200 steps.
/// The reward is −(angle² + 0.1 speed² + 0.001 torque²), the angle between −π and π from upright.
/// </summary>
internal sealed class Pendulum() : ControlTask(new EnvironmentShape(3, 1, IsDiscrete: false), 2, 200)
{
    private const double Pi = 3.14159265358979323846, Gravity = 10, Time = 0.05, Fastest = 8, Strongest = 2;

    /// <inheritdoc/>
    protected override void Begin(ref RandomStream random)
    {
        State[0] = Pi * ((2 * random.NextDouble()) - 1);
        State[1] = (2 * random.NextDouble()) - 1;
    }

    /// <inheritdoc/>
    protected override (double Reward, bool Over) Act(float action)
    {
        double torque = Strongest * Math.Clamp(action, -1f, 1f);
        double turned = State[0] + Pi, angle = turned - (2 * Pi * Math.Floor(turned / (2 * Pi))) - Pi;
        double cost = (angle * angle) + (0.1 * State[1] * State[1]) + (0.001 * torque * torque);
        double speed = State[1] + (((1.5 * Gravity * PortableTrigonometry.Sin(State[0])) + (3 * torque)) * Time);
        State[1] = Math.Clamp(speed, -Fastest, Fastest);
        State[0] += State[1] * Time;
        return (-cost, false);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<float> observation)
    {
        (double sin, double cos) = PortableTrigonometry.SinCos(State[0]);
        (observation[0], observation[1], observation[2]) = ((float)cos, (float)sin, (float)State[1]);
    }
}
