using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Learning.Tests.Environments;

public class ControlTaskTests
{
    [Fact]
    public void CartPole_OnePush_MovesByTheEquations()
    {
        // From (0.01, 0.02, 0.03, 0.04) and a push to the right, worked out by hand from the published equations.
        var task = Placed(new CartPole(), 0.01, 0.02, 0.03, 0.04);

        (StepOutcome outcome, double[] state) = Step(task, 1, 4);

        double theta = 0.03, push = (10 + (0.05 * 0.0016 * Math.Sin(theta))) / 1.1;
        double inertia = 0.5 * ((4 / 3.0) - (0.1 * Math.Pow(Math.Cos(theta), 2) / 1.1));
        double turning = ((9.8 * Math.Sin(theta)) - (Math.Cos(theta) * push)) / inertia;
        double moving = push - (0.05 * turning * Math.Cos(theta) / 1.1);
        Assert.Equal([0.01 + (0.02 * 0.02), 0.02 + (0.02 * moving), 0.03 + (0.02 * 0.04), 0.04 + (0.02 * turning)], state, Near);
        Assert.Equal(new StepOutcome(1, false, false), outcome);
    }

    [Fact]
    public void CartPole_PushedToOneSide_FallsWithinTwelveSteps()
    {
        var task = Placed(new CartPole(), 0, 0, 0, 0);
        int steps = 1;

        while (!Step(task, 1, 4).Outcome.Terminated)
            steps++;

        // Known of Gym's: always pushing ends after 8 to 11 steps.
        Assert.InRange(steps, 8, 11);
    }

    [Fact]
    public void Pendulum_Hanging_CostsTheSquareOfPi()
    {
        var task = Placed(new Pendulum(), Math.PI, 0);

        (StepOutcome outcome, double[] state) = Step(task, 0.5f, 2);

        Assert.Equal(-((Math.PI * Math.PI) + 0.001), outcome.Reward, 1e-9);
        // The torque is half of 2; it weighs three times, over mass and length of 1.
        Assert.Equal([Math.PI + (0.15 * 0.05), 0.15], state, Near);
    }

    [Fact]
    public void MountainCar_FullThrottle_NeverClimbs_ButRockingDoes()
    {
        var task = Placed(new MountainCar(), -0.5, 0);
        for (int i = 0; i < 998; i++)
            Assert.False(Step(task, 1, 2).Outcome.Terminated);
        Assert.True(Step(task, 1, 2).Outcome.Truncated);

        var rocked = Placed(new MountainCar(), -0.5, 0);
        (double reward, bool over, double speed) = (0, false, 0);
        for (int i = 0; i < 998 && !over; i++)
        {
            (StepOutcome outcome, double[] state) = Step(rocked, speed >= 0 ? 1 : -1, 2);
            (reward, over, speed) = (reward + outcome.Reward, outcome.Terminated, state[1]);
        }

        Assert.True(over);
        Assert.InRange(reward, 85, 95);
    }

    [Fact]
    public void Acrobot_Pumped_SwingsOverTheLine()
    {
        var task = Placed(new Acrobot(), 0.01, 0, 0, 0);
        (double reward, bool over, double turn) = (0, false, 0.1);
        for (int i = 0; i < 499 && !over; i++)
        {
            // Torque along the turning of the second link.
            (StepOutcome outcome, double[] state) = Step(task, turn > 0 ? 2 : 0, 4);
            (reward, over, turn) = (reward + outcome.Reward, outcome.Terminated, state[3]);
        }

        Assert.True(over);
        Assert.InRange(reward, -300, -40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3.1)]
    [InlineData(-77.7)]
    [InlineData(12345.678)]
    public void SinCos_AnyAngle_IsThatOfTheLibrary(double angle)
    {
        (double sin, double cos) = PortableTrigonometry.SinCos(angle);

        Assert.Equal(Math.Sin(angle), sin, 1e-15);
        Assert.Equal(Math.Cos(angle), cos, 1e-15);
    }

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1e-6;

    private static ControlTask Placed(ControlTask task, params double[] state)
    {
        using var writer = new StateWriter();
        writer.Write(0L);
        writer.Write<double>(state);
        task.Load(new StateReader(writer.ToArray()));
        return task;
    }

    private static (StepOutcome Outcome, double[] State) Step(ControlTask task, float action, int numbers)
    {
        StepOutcome outcome = task.Step([action], new float[task.Shape.Observations]);
        using var writer = new StateWriter();
        task.Save(writer);
        var reader = new StateReader(writer.ToArray());
        reader.Integer();
        var state = new double[numbers];
        reader.Read<double>(state);
        return (outcome, state);
    }
}
