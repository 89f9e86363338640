using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary>All options that stand for keys of the study file.</summary>
public static class StudyOptions
{
    /// <summary>The options in the order in which they are applied and listed.</summary>
    public static IReadOnlyList<StudyOption> All { get; } =
    [
        DataOptions.Data,
        OutputOption.Out,
        StudyOption.OfComponent(StudyFields.Strategy, StudyFields.Function.Name, static catalog => catalog.Strategies),
        StudyOption.OfComponent(StudyFields.Sampler, StudyFields.Method.Name, static catalog => catalog.Samplers),
        StudyOption.OfComponent(StudyFields.Pruner, StudyFields.EarlyTerminate.Name, static catalog => catalog.Pruners),
        StudyOption.Of(SearchFields.Trials, replaces: SearchFields.RunCap.Name),
        StudyOption.Of(SearchFields.Seed),
        StudyOption.Of(SearchFields.Parallel),
        StudyOption.Of(SearchFields.Async),
        StageOptions.TwoStage,
        StageOptions.TopK,
        DataOptions.LimitBars,
        EnqueueOption.Enqueue,
        StudyOption.Of(SearchFields.Workers),
        StudyOption.Of(SearchFields.ChunkSize),
    ];

    /// <summary>The option with a name, or null.</summary>
    public static StudyOption? Find(string name)
    {
        foreach (StudyOption option in All)
        {
            if (option.Name == name)
                return option;
        }

        return null;
    }

    /// <summary>Changes the tree of a study file as the command line says.</summary>
    internal static void Apply(StudyOverrides overrides, StudyNode root, ProblemList problems)
    {
        foreach (StudyOption option in All)
        {
            OptionText[] given = [.. overrides.Of(option)];
            if (given.Length > 0)
                option.Apply(root, given, problems);
        }
    }
}
