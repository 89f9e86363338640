using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>
/// A pole on a cart, to be kept upright by pushes to the left (0) or right (1): Barto, Sutton and Anderson (1983), with the constants and
/// the 500 steps of Gym's CartPole-v1. 1 for every step; over where the cart is 2.4 or the pole 12° away.
/// </summary>
internal sealed class CartPole() : ControlTask(new EnvironmentShape(4, 2, IsDiscrete: true), 4, 500)
{
    private const double Gravity = 9.8, PoleMass = 0.1, Mass = 1.1, Half = 0.5, Force = 10, Time = 0.02;
    private const double FarAngle = 12 * 2 * 3.14159265358979323846 / 360, FarAway = 2.4;

    /// <inheritdoc/>
    protected override void Begin(ref RandomStream random) => Uniform(ref random, -0.05, 0.05);

    /// <inheritdoc/>
    protected override (double Reward, bool Over) Act(float action)
    {
        (double x, double speed, double angle, double turn) = (State[0], State[1], State[2], State[3]);
        (double sin, double cos) = PortableTrigonometry.SinCos(angle);
        double force = action > 0.5f ? Force : -Force;
        double push = (force + (PoleMass * Half * turn * turn * sin)) / Mass;
        double turning = ((Gravity * sin) - (cos * push)) / (Half * ((4.0 / 3) - (PoleMass * cos * cos / Mass)));
        double moving = push - (PoleMass * Half * turning * cos / Mass);
        State[0] = x + (Time * speed);
        State[1] = speed + (Time * moving);
        State[2] = angle + (Time * turn);
        State[3] = turn + (Time * turning);
        return (1, Math.Abs(State[0]) > FarAway || Math.Abs(State[2]) > FarAngle);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<float> observation)
    {
        for (int i = 0; i < State.Length; i++)
            observation[i] = (float)State[i];
    }
}
