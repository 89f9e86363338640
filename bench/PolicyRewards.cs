using System.Globalization;
using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Bench;

/// <summary>
/// Mean rewards on the classic control tasks over seeds: <c>dotnet run --project bench -c Release -- rewards [TASK] [SEEDS]</c>. Each
/// policy is judged over 100 episodes without chance in its actions.
/// </summary>
internal static class PolicyRewards
{
    private const int Episodes = 100;

    private static readonly (string Task, Func<IEnvironment> Make, PpoSettings Settings, string Reference)[] Tasks =
    [
        (
            "cart_pole",
            static () => new CartPole(),
            new(1e-3, 1024, 8, 64, 10, 0.99, 0.95, TotalSteps: 100_000),
            "500 after 100,000 steps, tuned; 475 is solved"),
        (
            "pendulum",
            static () => new Pendulum(),
            new(1e-3, 1024, 4, 64, 10, 0.9, 0.95, TotalSteps: 100_000),
            "-172"),
        (
            "acrobot",
            static () => new Acrobot(),
            new(1e-3, 1024, 16, 64, 4, 0.99, 0.94, TotalSteps: 200_000),
            "-73.5 to -86"),
    ];

    public static void Run(string[] args)
    {
        string only = args.Length > 0 ? args[0] : string.Empty;
        int seeds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10;
        foreach ((string task, Func<IEnvironment> make, PpoSettings settings, string reference) in Tasks)
        {
            if (only.Length > 0 && only != task)
                continue;
            var rewards = new List<double>();
            long began = System.Diagnostics.Stopwatch.GetTimestamp();
            for (int seed = 1; seed <= seeds; seed++)
            {
                var trainer = new PpoTrainer(make, settings, (ulong)seed);
                while (trainer.Updates < settings.Updates)
                    trainer.Advance();
                rewards.Add(Judge(make, trainer.Policy));
            }

            double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds / seeds;
            Console.WriteLine(
                $"ppo {task}: mean {rewards.Average():F1}, all {string.Join(' ', rewards.Select(static one => one.ToString("F1")))}; "
                    + $"{seconds:F1} s each; published {reference}");
        }
    }

    private static double Judge(Func<IEnvironment> make, Policy policy)
    {
        IEnvironment[] environments = [.. Enumerable.Range(0, Episodes).Select(_ => make())];
        var observations = new RowBuffer(Episodes, environments[0].Shape.Observations);
        var actions = new RowBuffer(Episodes, environments[0].Shape.ActionNumbers);
        var actor = new PolicyActor(policy, Episodes);
        var over = new bool[Episodes];
        double sum = 0;
        for (int i = 0; i < Episodes; i++)
        {
            var random = new RandomStream(7, (ulong)i, StreamPurpose.PolicyTests);
            environments[i].Reset(ref random, observations.Row(i));
        }

        while (over.Contains(false))
        {
            actor.Act(observations, actions, Episodes);
            for (int i = 0; i < Episodes; i++)
            {
                if (over[i])
                    continue;
                StepOutcome outcome = environments[i].Step(actions.Row(i), observations.Row(i));
                (sum, over[i]) = (sum + outcome.Reward, outcome.IsOver);
            }
        }

        return sum / Episodes;
    }
}
