using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Studies.Files.Yaml;

/// <summary>
/// Turns YAML or JSON into nodes with places, straight from the parser's events. Resolves aliases and merge keys, and
/// reports duplicate keys.
/// </summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 50;
    private const int MaxNodes = 1_000_000;

    private readonly string fileName;
    private readonly Scanner scanner;
    private readonly Parser parser;
    private readonly Dictionary<string, StudyNode> anchors = new(StringComparer.Ordinal);
    private readonly ProblemList problems;

    private YamlTree(string text, string fileName, ProblemList problems)
    {
        this.fileName = fileName;
        this.problems = problems;
        scanner = new Scanner(new StringReader(text), skipComments: true);
        parser = new Parser(scanner);
    }

    /// <summary>Reads one document.</summary>
    /// <exception cref="InvalidInputException">The text is not YAML, or nested or shared beyond all measure.</exception>
    public static StudyNode Read(string text, string fileName, ProblemList problems)
    {
        var tree = new YamlTree(text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text, fileName, problems);
        try
        {
            return tree.ReadDocument();
        }
        catch (YamlException fault)
        {
            tree.Report(fault, text);
        }
        catch (InvalidInputException fault)
        {
            foreach (InputProblem problem in fault.Problems)
                problems.Add(problem);
        }

        problems.ThrowIfAny();
        throw new InvalidOperationException("A fault was caught but not kept.");
    }

    private void Report(YamlException fault, string text)
    {
        if (LineWithTab(text, (int)fault.Start.Line, (int)fault.End.Line) is int line and > 0)
        {
            problems.Add(
                Place.In(fileName, line, 1), string.Empty, "This is not valid YAML: the line is indented with a tab.", "Use spaces.");
            return;
        }

        // The end is where the parser stumbled; the start may be many lines above.
        string begun = fault.Start.Line < fault.End.Line ? $", begun in line {fault.Start.Line}" : string.Empty;
        problems.Add(
            PlaceAt(fault.End),
            string.Empty,
            $"This is not valid YAML: {fault.Message.TrimEnd('.')}{begun}.",
            "Check indentation, quotes and brackets here and above.");
    }

    // The parser stumbles over a tab in the line itself, or where the line before it goes on.
    private static int LineWithTab(string text, int first, int last)
    {
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (number >= first && number <= last + 1 && line.TrimStart(' ').StartsWith('\t'))
                return number;
        }

        return 0;
    }

    private Place PlaceAt(Mark mark) => Place.In(fileName, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private ParsingEvent Next()
    {
        try
        {
            if (parser.MoveNext())
                return parser.Current!;
        }
        catch (Exception fault) when (fault is not YamlException)
        {
            // The scanner trips over its own state on some unclosed brackets.
            throw new YamlException(scanner.CurrentPosition, scanner.CurrentPosition, "a bracket or a quote is not closed", fault);
        }

        throw new YamlException(scanner.CurrentPosition, scanner.CurrentPosition, "the text ends too early");
    }

    private StudyNode ReadDocument()
    {
        Next();
        ParsingEvent begin = Next();
        if (begin is StreamEnd)
            return StudyNode.Mapping(Place.In(fileName, 1, 1));
        StudyNode root = ReadNode(Next(), 0);
        Next();
        ParsingEvent end = Next();
        if (end is not StreamEnd)
            problems.Add(
                PlaceAt(end.Start),
                string.Empty,
                "A second document starts here, but a study file holds one.",
                "Remove the line '---' and what follows, or put it into a file of its own.");
        return root;
    }

    private StudyNode ReadNode(ParsingEvent current, int depth)
    {
        Place place = PlaceAt(current.Start);
        if (depth > MaxDepth)
            throw new InvalidInputException(place, $"Values are nested more than {MaxDepth} deep here.", "Use fewer levels.");
        StudyNode node;
        AnchorName anchor;
        switch (current)
        {
            case AnchorAlias alias:
                return anchors.TryGetValue(alias.Value.Value, out StudyNode? target)
                    ? target
                    : throw new InvalidInputException(
                        place,
                        $"*{alias.Value.Value} refers to an anchor that does not exist.",
                        $"Write &{alias.Value.Value} before the value that is meant, further up in the file.");
            case Scalar scalar:
                anchor = scalar.Anchor;
                bool plain = scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;
                node = StudyNode.Scalar(place, scalar.Value, plain || IsNumericTag(scalar));
                break;
            case SequenceStart start:
                anchor = start.Anchor;
                node = StudyNode.List(place);
                ReadItems(node, depth);
                break;
            case MappingStart start:
                anchor = start.Anchor;
                node = StudyNode.Mapping(place);
                ReadMembers(node, depth);
                break;
            default:
                throw new YamlException(current.Start, current.End, "a value is missing");
        }

        // Aliases make it possible to write a tree of any size in a few lines.
        if (node.Size > StudyLimits.Text)
            throw StudyLimits.TooMuchText(place);
        if (node.Weight > MaxNodes)
            throw new InvalidInputException(place, $"The aliases in this value stand for more than {MaxNodes} values.", "Write less.");
        if (!anchor.IsEmpty)
            anchors[anchor.Value] = node;
        return node;
    }

    private static bool IsNumericTag(Scalar scalar) =>
        !scalar.Tag.IsEmpty
            && !scalar.Tag.IsNonSpecific
            && scalar.Tag.Value is "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float"
                or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:null";

    private void ReadItems(StudyNode node, int depth)
    {
        for (ParsingEvent current = Next(); current is not SequenceEnd; current = Next())
        {
            StudyNode item = ReadNode(current, depth + 1);
            node.Items.Add(item);
            node.Weight += item.Weight;
            node.Size += item.Size;
            if (node.Size > StudyLimits.Text)
                throw StudyLimits.TooMuchText(item.Place);
        }
    }

    private void ReadMembers(StudyNode node, int depth)
    {
        List<StudyNode>? merged = null;
        for (ParsingEvent current = Next(); current is not MappingEnd; current = Next())
        {
            StudyNode key = ReadNode(current, depth + 1);
            StudyNode value = ReadNode(Next(), depth + 1);
            node.Weight += key.Weight + value.Weight;
            node.Size += key.Size + value.Size;
            if (node.Members.Count >= StudyLimits.Keys)
                throw StudyLimits.TooManyKeys(key.Place);
            if (key.Kind != NodeKind.Scalar)
                problems.Add(
                    key.Place,
                    string.Empty,
                    $"{key.Show()} is used as a key, but a key must be a name.",
                    "Put quotes around it where it is meant as text.");
            else if (key.Text == "<<" && current is Scalar { Style: ScalarStyle.Plain })
                (merged ??= []).Add(value);
            else if (node.Find(key.Text) is StudyNode first)
                problems.Add(key.Place, key.Text, $"{key.Text} is given twice; the first one is at {first.Place}.", "Remove one of them.");
            else
                node.Members.Add(new NodeMember(key.Text, key.Place, value));
        }

        foreach (StudyNode source in merged ?? [])
            Merge(node, source);
    }

    // Keys written here win over merged ones, and earlier sources over later ones.
    private void Merge(StudyNode node, StudyNode source)
    {
        if (source.Kind == NodeKind.List)
        {
            foreach (StudyNode item in source.Items)
                Merge(node, item);
            return;
        }

        if (source.Kind != NodeKind.Mapping)
            problems.Reject(source, "<<", "an alias of a mapping, such as *defaults");
        foreach (NodeMember member in source.Members)
        {
            if (node.Find(member.Name) is null)
                node.Members.Add(member);
        }
    }
}
