using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Studies.Files.Yaml;

/// <summary>Lists in brackets and mappings in braces, over any number of lines, for <see cref="PlainYaml"/>.</summary>
internal sealed class PlainYamlFlow
{
    private const int MaxDepth = 40;

    private readonly string fileName;
    private readonly YamlLine[] lines;
    private readonly int column;
    private int line;
    private int position;

    /// <summary>Stands on the opening bracket; following lines must be indented by more than <paramref name="column"/>.</summary>
    public PlainYamlFlow(string fileName, YamlLine[] lines, int line, int position, int column)
    {
        this.fileName = fileName;
        this.lines = lines;
        this.line = line;
        this.position = position;
        this.column = column;
    }

    /// <summary>Reads the collection that begins here, or returns null where the full parser must look.</summary>
    public StudyNode? Read(int depth)
    {
        if (depth > MaxDepth)
            return null;
        Place place = Here();
        bool list = lines[line].Text[position] == '[';
        StudyNode node = list ? StudyNode.List(place) : StudyNode.Mapping(place);
        char close = list ? ']' : '}';
        position++;
        if (!Skip())
            return null;
        while (Current != close)
        {
            StudyNode? item = list ? Element(depth) : Member(node, depth);
            if (item is null || !Skip())
                return null;
            if (list)
                node.Items.Add(item);
            node.Weight += item.Weight;
            if (Current == ',')
            {
                position++;
                if (!Skip() || Current == ',')
                    return null;
            }
            else if (Current != close)
            {
                return null;
            }
        }

        position++;
        return node;
    }

    /// <summary>The line after the collection, if nothing but a comment follows it on its own line; otherwise −1.</summary>
    public int EndOfLine() => lines[line].IsEnd(position) ? line + 1 : -1;

    private char Current => lines[line].Text[position];

    private StudyNode? Element(int depth)
    {
        int begun = line;
        StudyNode? node = Node(depth);
        // [a: b] is a list of mappings; that is rare enough.
        return node is null || !SkipWithin(begun) || Current == ':' ? null : node;
    }

    private StudyNode? Member(StudyNode mapping, int depth)
    {
        Place place = Here();
        int begun = line;
        StudyNode? key = Current is '[' or '{' ? null : Node(depth);
        if (key is null
            || line != begun
            || key.Text.Length is 0 or > 200
            || key.Text == "<<"
            || mapping.Members.Count >= StudyLimits.Keys
            || mapping.Find(key.Text) is not null)
            return null;
        string text = lines[line].Text;
        if (position >= text.Length || text[position] != ':' || (position + 1 < text.Length && text[position + 1] != ' '))
            return null;
        position++;
        if (!Skip() || Current is ',' or '}')
            return null;
        begun = line;
        StudyNode? value = Node(depth);
        if (value is null || !SkipWithin(begun) || Current == ':')
            return null;
        mapping.Members.Add(new NodeMember(key.Text, place, value));
        mapping.Weight++;
        return value;
    }

    private StudyNode? Node(int depth) => Current switch
    {
        '[' or '{' => Read(depth + 1),
        '"' or '\'' => PlainYamlScalar.Quoted(lines[line], ref position, Here()),
        _ => PlainYamlScalar.Flow(lines[line], ref position, Here()),
    };

    // A plain scalar may go on in the next line; only punctuation there says that it does not.
    private bool SkipWithin(int begun) => Skip() && (line == begun || Current is ',' or ']' or '}');

    // To the next character that is neither space nor comment, on this line or a later one that is indented enough.
    private bool Skip()
    {
        position = lines[line].SkipSpaces(position);
        while (position >= lines[line].Text.Length)
        {
            if (++line >= lines.Length || lines[line].Indent <= column)
                return false;
            position = lines[line].Indent;
        }

        return true;
    }

    private Place Here() => Place.In(fileName, lines[line].Number, position + 1);
}
