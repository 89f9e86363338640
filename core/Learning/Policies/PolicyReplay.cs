using System.Globalization;
using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>Episodes step by step, as lines of a table.</summary>
internal static class PolicyReplay
{
    /// <summary>The header, then a line for each step: episode and step from 1, what the step led to, the action, the reward.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="world">The world.</param>
    /// <param name="settings">The trial's settings.</param>
    /// <param name="scenario">The market conditions.</param>
    /// <param name="part">The data.</param>
    /// <param name="first">The first episode, from 0.</param>
    /// <param name="end">The one after the last.</param>
    public static IEnumerable<string> Lines(
        Policy policy, IWorld world, SettingValues settings, Scenario scenario, DataPart part, int first, int end)
    {
        var actor = new PolicyActor(policy, 1);
        RowBuffer observation = new(1, world.Shape.Observations), action = new(1, world.Shape.ActionNumbers);
        for (int episode = first; episode < end; episode++)
        {
            IEnvironment environment = world.Begin(settings, scenario, part, episode, observation.Row(0));
            if (episode == first)
                yield return Header(environment);
            bool over = false;
            for (int step = 1; !over; step++)
            {
                actor.Act(observation, action, 1);
                float[] done = action.Row(0).ToArray();
                StepOutcome outcome = environment.Step(done, observation.Row(0));
                over = outcome.IsOver;
                List<string> texts = [Text(episode + 1), Text(step)];
                environment.Describe(texts);
                texts.AddRange(done.Select(static number => number.ToString("R", CultureInfo.InvariantCulture)));
                texts.Add(Text(outcome.Reward));
                yield return string.Join(',', texts);
            }
        }
    }

    private static string Header(IEnvironment environment) => string.Join(
        ',',
        [
            "episode", "step", .. environment.Columns,
            .. environment.Shape.IsDiscrete
                ? ["action"]
                : Enumerable.Range(0, environment.Shape.Actions).Select(static i => $"action_{i}"),
            "reward",
        ]);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
