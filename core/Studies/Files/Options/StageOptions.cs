using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary>The options about stages.</summary>
internal static class StageOptions
{
    /// <summary><c>--two-stage</c>: false evaluates all scenarios for all trials in a single stage.</summary>
    public static readonly StudyOption TwoStage = new StudyOption(
        "two-stage", OptionForm.Value, "false: all scenarios for all trials, in one stage.", ApplyTwoStage).ForServices();

    /// <summary>
    /// <c>--top-k</c>: how many every stage keeps; a number, auto or all. Without stages in the file, the defaults take it.
    /// </summary>
    public static readonly StudyOption TopK = new StudyOption(
        "top-k",
        OptionForm.Value,
        "How many trials the first stage keeps: a number, auto or all.",
        static (root, given, _) =>
        {
            if (root.Find(StudyFields.Stages.Name) is not { Kind: NodeKind.List } stages)
                return;
            StudyNode kept = given[^1].Node();
            foreach (StudyNode stage in stages.Items.Where(stage => stage.Kind == NodeKind.Mapping))
                stage.Set(StageFields.Keep.Name, kept);
        }).ForServices();

    private static void ApplyTwoStage(StudyNode root, IReadOnlyList<OptionText> given, ProblemList problems)
    {
        OptionText wish = given[^1];
        // The tool that this one replaces took Python's words.
        if (!bool.TryParse(wish.Text, out bool twoStage))
            problems.Add(wish.Option.Place, "two-stage", $"two-stage is '{wish.Text}', but must be true or false.");
        else if (!twoStage)
        {
            // All scenarios is what a stage without any means.
            var stage = StudyNode.Mapping(wish.Option.Place);
            if (root.Find(StudyFields.Stages.Name) is { Kind: NodeKind.List } stages
                && stages.Items.FirstOrDefault()?.Find(StageFields.Keep.Name) is StudyNode keep)
                stage.Set(StageFields.Keep.Name, keep);
            root.Set(StudyFields.Stages.Name, StudyNode.List(wish.Option.Place, stage));
        }
    }
}
