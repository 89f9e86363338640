using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>
/// Two links, driven at the joint between them by a torque of −1, 0 or 1, whose end shall swing above a line: Sutton (1996), with the
/// equations of Sutton and Barto's book and the 500 steps of Gym's Acrobot-v1. −1 for every step but the last.
/// </summary>
internal sealed class Acrobot() : ControlTask(new EnvironmentShape(6, 3, IsDiscrete: true), 4, 500)
{
    private const double Pi = 3.14159265358979323846, Gravity = 9.8, Time = 0.2, Centre = 0.5, Fastest1 = 4 * Pi, Fastest2 = 9 * Pi;

    /// <inheritdoc/>
    protected override void Begin(ref RandomStream random) => Uniform(ref random, -0.1, 0.1);

    /// <inheritdoc/>
    protected override (double Reward, bool Over) Act(float action)
    {
        double torque = Math.Round(action) - 1;
        // One step of the fourth-order method of Runge and Kutta.
        (double, double, double, double) s = (State[0], State[1], State[2], State[3]);
        (double, double, double, double) k1 = Slope(s, torque);
        (double, double, double, double) k2 = Slope(Moved(s, k1, Time / 2), torque);
        (double, double, double, double) k3 = Slope(Moved(s, k2, Time / 2), torque);
        (double, double, double, double) k4 = Slope(Moved(s, k3, Time), torque);
        State[0] = Wrapped(s.Item1 + (Time / 6 * (k1.Item1 + (2 * k2.Item1) + (2 * k3.Item1) + k4.Item1)));
        State[1] = Wrapped(s.Item2 + (Time / 6 * (k1.Item2 + (2 * k2.Item2) + (2 * k3.Item2) + k4.Item2)));
        State[2] = Math.Clamp(s.Item3 + (Time / 6 * (k1.Item3 + (2 * k2.Item3) + (2 * k3.Item3) + k4.Item3)), -Fastest1, Fastest1);
        State[3] = Math.Clamp(s.Item4 + (Time / 6 * (k1.Item4 + (2 * k2.Item4) + (2 * k3.Item4) + k4.Item4)), -Fastest2, Fastest2);
        bool over = -PortableTrigonometry.Cos(State[0]) - PortableTrigonometry.Cos(State[1] + State[0]) > 1;
        return (over ? 0 : -1, over);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<float> observation)
    {
        (double sin1, double cos1) = PortableTrigonometry.SinCos(State[0]);
        (double sin2, double cos2) = PortableTrigonometry.SinCos(State[1]);
        (observation[0], observation[1], observation[2], observation[3]) = ((float)cos1, (float)sin1, (float)cos2, (float)sin2);
        (observation[4], observation[5]) = ((float)State[2], (float)State[3]);
    }

    private static (double, double, double, double) Moved(
        (double, double, double, double) s, (double, double, double, double) k, double time) =>
        (s.Item1 + (time * k.Item1), s.Item2 + (time * k.Item2), s.Item3 + (time * k.Item3), s.Item4 + (time * k.Item4));

    // Links of mass, length and inertia 1.
    private static (double, double, double, double) Slope((double A, double B, double Da, double Db) s, double torque)
    {
        (double sin, double cos) = PortableTrigonometry.SinCos(s.B);
        double d1 = (Centre * Centre) + 1 + (Centre * Centre) + (2 * Centre * cos) + 2;
        double d2 = (Centre * Centre) + (Centre * cos) + 1;
        double phi2 = Centre * Gravity * PortableTrigonometry.Cos(s.A + s.B - (Pi / 2));
        double phi1 = (-Centre * s.Db * s.Db * sin) - (2 * Centre * s.Db * s.Da * sin)
            + ((Centre + 1) * Gravity * PortableTrigonometry.Cos(s.A - (Pi / 2))) + phi2;
        double second = (torque + (d2 / d1 * phi1) - (Centre * s.Da * s.Da * sin) - phi2)
            / ((Centre * Centre) + 1 - (d2 * d2 / d1));
        double first = -((d2 * second) + phi1) / d1;
        return (s.Da, s.Db, first, second);
    }

    private static double Wrapped(double angle) => angle - (2 * Pi * Math.Floor((angle + Pi) / (2 * Pi)));
}
