using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Writes the command line's wishes into the tree of the study file, each with its flag as its place.</summary>
internal static class OverrideNodes
{
    /// <summary>Changes <paramref name="root"/> in place.</summary>
    public static void Apply(StudyOverrides overrides, StudyNode root, ProblemList problems)
    {
        Set(root, StudyFields.Strategy, "--strategy", overrides.Strategy, replaces: "function");
        Set(root, SearchFields.Seed, "--seed", overrides.Seed);
        Set(root, SearchFields.Trials, "--trials", overrides.Trials, replaces: "run_cap");
        Set(root, SearchFields.Workers, "--workers", overrides.Workers);
        Set(root, SearchFields.ChunkSize, "--chunk-size", overrides.ChunkSize);
        Set(root, SearchFields.Parallel, "--parallel", overrides.Parallel);
        Set(root, SearchFields.Async, "--async", overrides.Async);
        Component(root, "sampler", "method", "--sampler", overrides.Sampler);
        Component(root, "pruner", "early_terminate", "--pruner", overrides.Pruner);
        if (overrides.Out is string folder)
            Section(root, "outputs", "--out").Set("directory", StudyNode.Scalar(Place.Option("--out"), folder, plain: false));
        Data(overrides, root, problems);
        Stages(overrides, root, problems);
        Enqueue(overrides, root, problems);
    }

    private static void Set(StudyNode root, Setting field, string flag, string? text, string? replaces = null)
    {
        if (text is null)
            return;
        if (replaces is not null)
            root.Remove(replaces);
        root.Set(field.Name, StudyNode.Scalar(Place.Option(flag), text, plain: field.Kind != SettingKind.Text));
    }

    private static void Component(StudyNode root, string key, string synonym, string flag, string? name)
    {
        if (name is null)
            return;
        // early_terminate and method are other words for the same thing, so the flag takes their place too.
        root.Remove(synonym);
        StudyNode? given = root.Find(key);
        if (given is not { Kind: NodeKind.Mapping } || given.Find("name")?.Text != name)
            root.Set(key, StudyNode.Scalar(Place.Option(flag), name, plain: false));
    }

    private static StudyNode Section(StudyNode root, string key, string flag)
    {
        if (root.Find(key) is { Kind: NodeKind.Mapping } section)
            return section;
        var created = StudyNode.Mapping(Place.Option(flag));
        root.Set(key, created);
        return created;
    }

    private static void Data(StudyOverrides overrides, StudyNode root, ProblemList problems)
    {
        // A file that lists its symbols means these: another one is a slip, and would be traded beside the one that was meant.
        string[] listed = [.. root.Find("data")?.Members.Select(member => member.Name) ?? []];
        foreach (string entry in overrides.Data)
        {
            int equals = entry.IndexOf('=');
            if (equals < 1 || equals == entry.Length - 1)
            {
                problems.Add(
                    Place.Option("--data"),
                    "data",
                    $"data is '{entry}', but must be a symbol and a path.",
                    "For example: --data EURUSD=eurusd.csv.");
                continue;
            }

            string symbol = entry[..equals];
            if (DataReader.IsSymbol(symbol) && listed.Length > 0 && !listed.Contains(symbol))
            {
                problems.Add(
                    Place.Option("--data"),
                    "data",
                    $"data has no symbol {symbol}. {Nearest.Advice(symbol, listed)}",
                    $"To trade {symbol} as well, write it into the study file: data: {{{symbol}: {entry[(equals + 1)..]}}}.");
                continue;
            }

            StudyNode data = Section(root, "data", "--data");
            var path = StudyNode.Scalar(Place.Option("--data"), entry[(equals + 1)..], plain: false);
            if (data.Find(symbol) is { Kind: NodeKind.Mapping } item)
            {
                item.Remove("synth");
                item.Set("path", path);
            }
            else
            {
                data.Set(symbol, path);
            }
        }

        if (overrides.LimitBars is not string limit)
            return;
        root.Set("limit_bars", StudyNode.Scalar(Place.Option("--limit-bars"), limit));
        foreach (NodeMember member in root.Find("data")?.Members ?? [])
            member.Node.Remove("limit_bars");
    }

    private static void Stages(StudyOverrides overrides, StudyNode root, ProblemList problems)
    {
        if (overrides.TwoStage is string twoStage && twoStage is not ("true" or "false"))
            problems.Add(Place.Option("--two-stage"), "two-stage", $"two-stage is '{twoStage}', but must be true or false.");
        if (overrides.TwoStage == "false")
        {
            // All scenarios is what a stage without any means.
            var stage = StudyNode.Mapping(Place.Option("--two-stage"));
            if (root.Find("stages") is { Kind: NodeKind.List } stages && stages.Items.FirstOrDefault()?.Find("keep") is StudyNode keep)
                stage.Set("keep", keep);
            root.Set("stages", StudyNode.List(Place.Option("--two-stage"), stage));
        }

        if (overrides.TopK is not string topK)
            return;
        // Without stages in the file, the defaults take it from the flag.
        var kept = StudyNode.Scalar(Place.Option("--top-k"), topK);
        if (root.Find("stages") is { Kind: NodeKind.List } given)
        {
            foreach (StudyNode stage in given.Items.Where(stage => stage.Kind == NodeKind.Mapping))
                stage.Set("keep", kept);
        }
    }

    private static void Enqueue(StudyOverrides overrides, StudyNode root, ProblemList problems)
    {
        if (overrides.Enqueue.Count == 0)
            return;
        // The command line's trials come first: they are what the user asks for now.
        var all = StudyNode.List(Place.Option("--enqueue"));
        foreach ((string fileName, string text) in overrides.Enqueue)
        {
            StudyNode file = YamlTree.Read(text, fileName, problems);
            foreach (StudyNode trial in file.Kind == NodeKind.List ? file.Items : [file])
                all.Items.Add(trial.Find("parameters") is { Kind: NodeKind.Mapping } inner ? inner : trial);
        }

        if (root.Find("enqueue") is { Kind: NodeKind.List } given)
            all.Items.AddRange(given.Items);
        root.Set("enqueue", all);
    }
}
