using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>
/// Reads the members of one mapping by their definitions. What is wrong goes to the list of problems, and the value
/// counts as not given, so that reading goes on; so does a key without a value.
/// </summary>
internal sealed class SectionReader
{
    private readonly StudyNode node;
    private readonly ProblemList problems;
    private readonly IReadOnlyList<Setting> fields;

    /// <summary>Reads <paramref name="node"/>, whose path is <paramref name="path"/>; empty for the whole file.</summary>
    public SectionReader(StudyNode node, string path, IReadOnlyList<Setting> fields, ProblemList problems)
    {
        this.node = node;
        this.fields = fields;
        this.problems = problems;
        Path = path;
    }

    /// <summary>Reads <paramref name="node"/> as a section.</summary>
    public SectionReader(StudyNode node, string path, Section section, ProblemList problems)
        : this(node, path, section.Fields, problems)
    {
    }

    /// <summary>The path of the mapping; empty for the whole file.</summary>
    public string Path { get; }

    /// <summary>Where the mapping stands.</summary>
    public Place Place => node.Place;

    /// <summary>The path of a member.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Reports members that no definition names, each with the nearest known name.</summary>
    public void CheckKeys(Func<string, string?>? advise = null)
    {
        foreach (NodeMember member in node.Members)
        {
            if (fields.Any(field => field.Name == member.Name))
                continue;
            string advice = advise?.Invoke(member.Name) ?? Nearest.Advice(member.Name, [.. fields.Select(field => field.Name)]);
            string where = Path.Length == 0 ? "of a study file" : $"of {Path}";
            problems.Add(member.Place, PathOf(member.Name), $"{member.Name} is not a key {where}.", advice);
        }
    }

    /// <summary>Whether a key that nothing names is most likely a slip for this one, which <see cref="CheckKeys"/> has said.</summary>
    public bool IsMisspelt(Setting field) => node.Members.Any(
        member => !fields.Any(known => known.Name == member.Name)
            && Nearest.Find(member.Name, fields.Select(known => known.Name)) == field.Name);

    /// <summary>The value of a member, or null where it is missing or empty.</summary>
    public StudyNode? Node(Setting field) => node.Find(field.Name) is StudyNode value && !value.IsNull ? value : null;

    /// <summary>A text, or null.</summary>
    public string? Text(Setting field) => Accepted(field)?.Text;

    /// <summary>A number, or null.</summary>
    public double? Number(Setting field) => Accepted(field)?.Value.AsDouble();

    /// <summary>A whole number, or null.</summary>
    public long? Integer(Setting field) => Accepted(field)?.Value.AsInteger();

    /// <summary>A whole number that fits 32 bits, or null.</summary>
    public int? Count(Setting field)
    {
        long? number = Integer(field);
        return number is null or <= int.MaxValue ? (int?)number : (int?)Integer(field with { Max = int.MaxValue });
    }

    /// <summary>True or false, or null.</summary>
    public bool? Boolean(Setting field) => Accepted(field)?.Value.AsBoolean();

    /// <summary>A date in UTC, or null.</summary>
    public DateTime? Date(Setting field) =>
        Accepted(field) is StudyNode value && Moments.TryParseDate(value.Text, out DateTime date) ? date : null;

    /// <summary>A length of time above zero, or null.</summary>
    public TimeSpan? Duration(Setting field) =>
        Accepted(field) is StudyNode value && Moments.TryParseDuration(value.Text, out TimeSpan duration) ? duration : null;

    /// <summary>A mapping, or null.</summary>
    public SectionReader? Section(Setting field, Section section) => Section(field, section.Fields);

    /// <summary>A mapping, or null.</summary>
    public SectionReader? Section(Setting field, IReadOnlyList<Setting> members)
    {
        if (Node(field) is not StudyNode value)
            return null;
        if (value.Kind == NodeKind.Mapping)
        {
            var section = new SectionReader(value, PathOf(field.Name), members, problems);
            section.CheckKeys();
            return section;
        }

        Reject(field, value);
        return null;
    }

    /// <summary>Reports that a member is not what it must be.</summary>
    public void Reject(Setting field, StudyNode value) =>
        problems.Add(field.Reject(value.Place, PathOf(field.Name), value.ToValue(), value.Show()));

    /// <summary>Reports that a member is not what it must be, with a remedy of its own.</summary>
    public void Reject(Setting field, StudyNode value, string remedy) => problems.Reject(value, PathOf(field.Name), field.Rule, remedy);

    private StudyNode? Accepted(Setting field)
    {
        if (Node(field) is not StudyNode value)
            return null;
        if (value.Kind == NodeKind.Scalar && field.Accepts(value.Value))
            return value;
        Reject(field, value);
        return null;
    }
}
