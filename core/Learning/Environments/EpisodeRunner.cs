using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Learning.Policies;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>Runs episodes side by side, without chance in the actions.</summary>
internal static class EpisodeRunner
{
    // A forward pass of several rows costs little more than one of a single row.
    private const int SideBySide = 16;

    /// <summary>Begins an episode and shows what is seen first.</summary>
    public delegate IEnvironment Begin(int episode, Span<float> observation);

    /// <summary>Judges a policy by some episodes.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="count">How many episodes.</param>
    /// <param name="begin">Begins each.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="ended">Hears of each episode that has ended, in the order of episodes within a group.</param>
    public static Judgement Judge(
        Policy policy, int count, Begin begin, CancellationToken cancellation, Action<int, IEnvironment>? ended = null)
    {
        var rewards = new double[count];
        long steps = 0;
        var actor = new PolicyActor(policy, SideBySide);
        var observations = new RowBuffer(SideBySide, policy.Shape.Environment.Observations);
        var actions = new RowBuffer(SideBySide, policy.Shape.Environment.ActionNumbers);
        for (int first = 0; first < count; first += SideBySide)
        {
            cancellation.ThrowIfCancellationRequested();
            int size = Math.Min(SideBySide, count - first), going = size;
            var environments = new IEnvironment?[size];
            for (int i = 0; i < size; i++)
                environments[i] = begin(first + i, observations.Row(i));
            while (going > 0)
            {
                actor.Act(observations, actions, size);
                for (int i = 0; i < size; i++)
                {
                    if (environments[i] is not IEnvironment environment)
                        continue;
                    StepOutcome outcome = environment.Step(actions.Row(i), observations.Row(i));
                    rewards[first + i] += outcome.Reward;
                    steps++;
                    if (!outcome.IsOver)
                        continue;
                    ended?.Invoke(first + i, environment);
                    (environments[i], going) = (null, going - 1);
                }
            }
        }

        (double mean, double error) = Judgement.Interval(rewards);
        return new Judgement(mean, error, (double)steps / count, []);
    }
}
