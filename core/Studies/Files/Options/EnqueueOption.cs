using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary>
/// <c>--enqueue FILE</c>: trials to run first. A file is a mapping from parameter to value, one with such a mapping under
/// <c>parameters</c>, or a list of either.
/// </summary>
internal static class EnqueueOption
{
    public static readonly StudyOption Enqueue = new(
        "enqueue",
        OptionForm.File,
        "A JSON or YAML file with trials to run first, such as best_trial.json. May be repeated.",
        static (root, given, problems) =>
        {
            // The command line's trials come first: they are what the user asks for now.
            var all = StudyNode.List(given[0].Option.Place);
            foreach (OptionText content in given)
            {
                StudyNode file = YamlTree.Read(content.Text, content.FileName ?? "enqueue", problems);
                foreach (StudyNode trial in file.Kind == NodeKind.List ? file.Items : [file])
                    all.Items.Add(trial.Find("parameters") is { Kind: NodeKind.Mapping } inner ? inner : trial);
            }

            if (root.Find(StudyFields.Enqueue.Name) is { Kind: NodeKind.List } ofTheFile)
                all.Items.AddRange(ofTheFile.Items);
            root.Set(StudyFields.Enqueue.Name, all);
        });
}
