using System.Runtime.InteropServices;
using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Bench;

/// <summary>
/// Seconds of one thread's processor time to train policies: <c>dotnet run --project bench -c Release -- policies [REPETITIONS]</c>. The
/// least of the repetitions counts.
/// </summary>
internal static partial class PolicyThroughput
{
    public static void Run(string[] args)
    {
        int repetitions = args.Length > 0 ? int.Parse(args[0]) : 5;
        foreach (bool narrow in new[] { false, true })
        {
            MatrixProduct.UseNarrow(narrow);
            string width = narrow ? "256 bits" : "widest";
            Measure($"PPO update, 4,096 steps × 10 epochs, batch 64, [64, 64], {width}", repetitions, PpoUpdate());
            Measure($"96 DDPG steps, batch 64, [256, 256], {width}", repetitions, DdpgSteps());
        }

        MatrixProduct.UseNarrow(false);
        Measure("PPO, cart-pole, 20,000 steps as configured", Math.Min(repetitions, 2), () =>
        {
            var trainer = new PpoTrainer(static () => new CartPole(), new PpoSettings(TotalSteps: 20_480), 1);
            while (trainer.Updates < 10)
                trainer.Advance();
        });
    }

    /// <summary>An update of rows that do not matter.</summary>
    private static Action PpoUpdate()
    {
        var settings = new PpoSettings(Steps: 4096, BatchSize: 64, Epochs: 10);
        var random = new RandomStream(1, 1);
        var shape = new EnvironmentShape(16, 2, IsDiscrete: false);
        var networks = new PpoNetworks(shape, settings, ref random);
        var update = new PpoUpdate(networks, settings);
        var rollout = new PpoRollout(shape, settings.Steps);
        for (int i = 0; i < settings.Steps; i++)
        {
            foreach (ref float x in rollout.Observations.Row(i))
                x = (float)random.NextNormal();
            foreach (ref float x in rollout.Actions.Row(i))
                x = (float)random.NextNormal();
            (rollout.Advantages[i], rollout.LogProbabilities[i]) = ((float)random.NextNormal(), -2.5f);
        }

        return () => update.Learn(rollout, 3e-4, ref random);
    }

    /// <summary>Gradients from steps that do not matter.</summary>
    private static Action DdpgSteps()
    {
        var random = new RandomStream(2, 1);
        var shape = new EnvironmentShape(16, 2, IsDiscrete: false);
        var learner = new DdpgLearner(shape, new DdpgSettings(BatchSize: 64, Hidden: [256, 256]), ref random);
        var memory = new ReplayMemory(4096, shape.Observations, shape.Actions);
        float[] seen = new float[shape.Observations], then = new float[shape.Observations], action = new float[shape.Actions];
        for (int i = 0; i < 4096; i++)
        {
            foreach (ref float x in seen.AsSpan())
                x = (float)random.NextNormal();
            foreach (ref float x in action.AsSpan())
                x = (float)((random.NextDouble() * 2) - 1);
            memory.Add(seen, action, random.NextNormal(), then, terminated: false);
            (seen, then) = (then, seen);
        }

        return () =>
        {
            for (int i = 0; i < 96; i++)
                learner.Learn(memory, Normalisation.None(shape.Observations), 1, ref random);
        };
    }

    private static void Measure(string name, int repetitions, Action work)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < repetitions; i++)
        {
            double began = ThreadSeconds();
            work();
            least = Math.Min(least, ThreadSeconds() - began);
        }

        Console.WriteLine($"{name}: {least:F4} s");
    }

    private static double ThreadSeconds()
    {
        // CLOCK_THREAD_CPUTIME_ID of Linux.
        _ = clock_gettime(3, out Time time);
        return time.Seconds + (time.Nanoseconds * 1e-9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int clock_gettime(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
