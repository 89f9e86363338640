using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Reads the market data.</summary>
internal sealed class DataReader(StudyContext context)
{
    private static readonly DateTime DefaultStart = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The data of each symbol, in the order of the file.</summary>
    public IReadOnlyList<DataSpec> Read(SectionReader top)
    {
        int? limit = top.Count(StudyFields.LimitBars);
        DateTime? from = top.Date(StudyFields.From), to = top.Date(StudyFields.To);
        CheckOrder(top, from, to);
        if (top.Node(StudyFields.Data) is not StudyNode data)
            return [];
        if (data.Kind != NodeKind.Mapping || data.Members.Count == 0)
        {
            context.Problems.Reject(data, "data", "a mapping from symbol to path", "For example: {EURUSD: data/eurusd.csv}.");
            return [];
        }

        var specs = new List<DataSpec>();
        foreach (NodeMember member in data.Members)
        {
            if (!IsSymbol(member.Name))
                context.Problems.Add(
                    member.Place,
                    $"data.{member.Name}",
                    $"data.{member.Name} is not a symbol.",
                    "Use letters, digits, dots, underscores and hyphens only, as in EURUSD.");
            else if (ReadItem(member, new DataSpec(member.Name, string.Empty, null, limit, from, to)) is DataSpec spec)
                specs.Add(spec);
        }

        return specs;
    }

    private DataSpec? ReadItem(NodeMember member, DataSpec start)
    {
        StudyNode node = member.Node;
        string path = $"data.{member.Name}";
        if (node.Kind == NodeKind.Scalar && !node.IsNull && node.Text.Length > 0)
            return start with { Source = Resolve(node) };
        if (node.Kind != NodeKind.Mapping)
        {
            context.Problems.Reject(
                node,
                path,
                "a path, or a mapping with path or synth",
                $"For example: data/{member.Name.ToLowerInvariant()}.csv.");
            return null;
        }

        var section = new SectionReader(node, path, DataFields.DataSection, context.Problems);
        section.CheckKeys();
        string? source = section.Text(DataFields.DataPath);
        SynthSpec? synth = ReadSynth(section);
        bool hasSynth = section.Node(DataFields.Synth) is not null;
        if (source is null && !hasSynth)
            context.Problems.Add(
                node,
                path,
                $"{path} says neither path nor synth.",
                $"Add one of them, such as path: data/{member.Name.ToLowerInvariant()}.csv.");
        if (source is not null && hasSynth)
            context.Problems.Add(node, path, $"{path} says both path and synth.", "Keep one of them.");
        DateTime? from = section.Date(StudyFields.From), to = section.Date(StudyFields.To);
        if (from is not null || to is not null)
            CheckOrder(section, from ?? start.From, to ?? start.To);
        return DataFields.DataKeys.Read(section, start with
        {
            Source = source is null ? string.Empty : Resolve(section.Node(DataFields.DataPath)!),
            Synth = synth,
        });
    }

    private SynthSpec? ReadSynth(SectionReader item)
    {
        if (item.Section(DataFields.Synth, DataFields.SynthSection) is not SectionReader section)
            return null;
        int? bars = section.Count(DataFields.SynthBars);
        if (section.Node(DataFields.SynthBars) is null)
            context.Problems.Add(
                section.Place,
                section.PathOf("bars"),
                $"{section.PathOf("bars")} is missing.",
                "Say how many bars to generate, such as bars: 20000.");
        return new SynthSpec(
            (ulong)(section.Integer(DataFields.SynthSeed) ?? 1),
            bars ?? 1,
            section.Duration(DataFields.SynthInterval) ?? TimeSpan.FromHours(1),
            section.Date(DataFields.SynthStart) ?? DefaultStart,
            section.Number(DataFields.SynthPrice));
    }

    private void CheckOrder(SectionReader section, DateTime? from, DateTime? to)
    {
        if (from is DateTime first && to is DateTime end && first >= end)
        {
            StudyNode node = section.Node(StudyFields.From) ?? section.Node(StudyFields.To)!;
            context.Problems.Add(
                node,
                section.PathOf("from"),
                $"{section.PathOf("from")} is {Moments.Format(first)}, but must be before to ({Moments.Format(end)}).",
                "Swap them.");
        }
    }

    // A path on the command line is relative to where it was typed.
    private string Resolve(StudyNode node) =>
        node.FromCommandLine
            || context.Options.BaseDirectory.Length == 0 ? node.Text : Path.Combine(context.Options.BaseDirectory, node.Text);

    /// <summary>Whether a text has the form of a symbol.</summary>
    public static bool IsSymbol(string name) =>
        name.Length is > 0 and <= 40
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '#')
            && char.IsAsciiLetterOrDigit(name[0]);
}
