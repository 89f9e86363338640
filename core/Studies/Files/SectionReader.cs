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
    private readonly IReadOnlyList<Field> fields;

    /// <summary>Reads <paramref name="node"/>, whose path is <paramref name="path"/>; empty for the whole file.</summary>
    public SectionReader(StudyNode node, string path, IReadOnlyList<Field> fields, ProblemList problems)
    {
        this.node = node;
        this.fields = fields;
        this.problems = problems;
        Path = path;
    }

    /// <summary>The path of the mapping; empty for the whole file.</summary>
    public string Path { get; }

    /// <summary>Where the mapping stands.</summary>
    public string Place => node.Place;

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
            problems.Add(member.Place, $"{member.Name} is not a key {where}. {advice}");
        }
    }

    /// <summary>The value of a member, or null where it is missing or empty.</summary>
    public StudyNode? Node(Field field) => node.Find(field.Name) is StudyNode value && !value.IsNull ? value : null;

    /// <summary>A text, or null.</summary>
    public string? Text(Field field)
    {
        if (Node(field) is not StudyNode value)
            return null;
        if (value.Kind == NodeKind.Scalar && (field.Choices is null || field.Choices.Contains(value.Text)))
            return value.Text;
        if (value.Kind == NodeKind.Scalar && field.Choices is not null && Nearest.Find(value.Text, field.Choices) is string nearest)
            Reject(field, value, $" Did you mean {nearest}?");
        else
            Reject(field, value);
        return null;
    }

    /// <summary>A number, or null.</summary>
    public double? Number(Field field)
    {
        if (Node(field) is not StudyNode value)
            return null;
        if (value.Kind == NodeKind.Scalar && value.Value.IsNumber && field.Allows(value.Value.AsDouble()))
            return value.Value.AsDouble();
        Reject(field, value);
        return null;
    }

    /// <summary>A whole number, or null.</summary>
    public long? Integer(Field field)
    {
        if (Node(field) is not StudyNode value)
            return null;
        if (value.Kind == NodeKind.Scalar && value.Value.Kind == ParameterKind.Integer && field.Allows(value.Value.AsDouble()))
            return value.Value.AsInteger();
        Reject(field, value);
        return null;
    }

    /// <summary>A whole number that fits 32 bits, or null.</summary>
    public int? Count(Field field)
    {
        long? number = Integer(field);
        if (number is > int.MaxValue)
        {
            Reject(field with { Max = int.MaxValue }, Node(field)!);
            return null;
        }

        return (int?)number;
    }

    /// <summary>True or false, or null.</summary>
    public bool? Boolean(Field field)
    {
        if (Node(field) is not StudyNode value)
            return null;
        if (value.Kind == NodeKind.Scalar && value.Value.Kind == ParameterKind.Boolean)
            return value.Value.AsBoolean();
        Reject(field, value);
        return null;
    }

    /// <summary>A date in UTC, or null.</summary>
    public DateTime? Date(Field field)
    {
        if (Node(field) is not StudyNode value)
            return null;
        if (value.Kind == NodeKind.Scalar && Moments.TryParseDate(value.Text, out DateTime date))
            return date;
        Reject(field, value);
        return null;
    }

    /// <summary>A length of time above zero, or null.</summary>
    public TimeSpan? Duration(Field field)
    {
        if (Node(field) is not StudyNode value)
            return null;
        if (value.Kind == NodeKind.Scalar && Moments.TryParseDuration(value.Text, out TimeSpan duration))
            return duration;
        Reject(field, value);
        return null;
    }

    /// <summary>A mapping, or null.</summary>
    public SectionReader? Section(Field field, IReadOnlyList<Field> members)
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
    public void Reject(Field field, StudyNode value, string? remedy = null) =>
        problems.Add(value, $"{PathOf(field.Name)} is {value.Show()}, but must be {field.Expected}.{remedy ?? field.Remedy}");
}
