using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Studies.Files.Yaml;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>
/// What W&amp;B refuses in a sweep file beyond the shape of its keys: <c>config/schema.json</c> and <c>config/cfg.py</c> of the
/// public repository <c>wandb/sweeps</c>.
/// </summary>
internal sealed class SweepRules(StudyContext context)
{
    private static readonly Field ControllerType = new("type", SettingKind.Text, "Which controller.") { Choices = ["local", "cloud"] };

    private static readonly Field Engine = new("engine", SettingKind.Text, "The scheduler's engine.") { Choices = ["wandb"] };
    private static readonly Field Source = new("source", SettingKind.Text, "A file.");
    private static readonly Field Optimizer = new("optimizer", SettingKind.Text, "A function in that file.");
    private static readonly Field SearchSpace = new("search_space", SettingKind.Text, "A function in that file.");

    /// <summary>Checks keys that have a meaning for W&amp;B only, and their combinations.</summary>
    public void Check(SectionReader top, StudySpec spec)
    {
        foreach (Field field in StudyFields.Meaningless.Where(field => field.Kind == SettingKind.Text))
            top.Text(field);
        CheckController(top);
        CheckScheduler(top);
        if (!context.IsSweep)
            return;
        if (top.Node(StudyFields.Method) is null && top.Node(StudyFields.Sampler) is null)
            context.Problems.Add(top.Place, "method", "method is missing.", "Say how trials are proposed: method: grid, random or bayes.");
        if (top.Node(StudyFields.Metric) is null && top.Node(StudyFields.Metrics) is null)
        {
            if (top.Node(StudyFields.Method) is { Text: "bayes" } method)
                context.Problems.Add(
                    method,
                    "method",
                    "method is bayes, which needs a metric.",
                    "Add metric: {name: loss, goal: minimize}.");
            if (top.Node(StudyFields.EarlyTerminate) is StudyNode early)
                context.Problems.Add(
                    early,
                    "early_terminate",
                    "early_terminate needs a metric.",
                    "Add metric: {name: loss, goal: minimize}.");
        }

        if (spec.Objective is ExternalSpec { HasProgram: false })
            context.Notes.Add(
                "Agents evaluate the trials: start the study on a service, as with tuner serve, and let them ask for trials over HTTP; "
                    + "docs/agents.md shows how.");
    }

    private void CheckController(SectionReader top)
    {
        if (top.Section(StudyFields.Controller, [ControllerType]) is not SectionReader controller)
            return;
        controller.Text(ControllerType);
        if (controller.Node(ControllerType) is null)
            context.Problems.Add(controller.Place, "controller.type", "controller.type is missing.", "Write type: cloud or type: local.");
        else if (top.Node(StudyFields.Scheduler) is not null && controller.Node(ControllerType)!.Text == "local")
            context.Problems.Add(
                controller.Place,
                "controller",
                "controller is local, which does not go with scheduler.",
                "Remove one of them.");
    }

    private void CheckScheduler(SectionReader top)
    {
        if (top.Section(StudyFields.Scheduler, [Engine, Source, Optimizer, SearchSpace]) is not SectionReader scheduler)
            return;
        scheduler.Text(Engine);
        if (scheduler.Node(Engine) is null)
            context.Problems.Add(scheduler.Place, "scheduler.engine", "scheduler.engine is missing.", "Write engine: wandb.");
        foreach (Field field in new[] { Optimizer, SearchSpace })
        {
            if (scheduler.Node(field) is StudyNode node && scheduler.Node(Source) is null)
                context.Problems.Add(
                    node,
                    $"scheduler.{field.Name}",
                    $"scheduler.{field.Name} needs scheduler.source.",
                    "Add the file that holds it.");
        }

        if (top.Node(StudyFields.EarlyTerminate) is StudyNode early)
            context.Problems.Add(early, "early_terminate", "early_terminate does not go with scheduler.", "Remove one of them.");
        if (top.Node(StudyFields.Method) is { Text: "custom" } method)
            context.Problems.Add(
                method,
                "method",
                "method is custom, which does not go with scheduler.engine wandb.",
                "Write method: grid, random or bayes.");
    }
}
