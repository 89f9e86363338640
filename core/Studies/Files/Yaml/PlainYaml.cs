using System.Diagnostics.CodeAnalysis;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Studies.Files.Yaml;

/// <summary>
/// Reads the part of YAML that study files use, many times faster in a fresh process than the full parser, which has to be
/// compiled first. Gives up on everything else and on every fault, so that the full parser decides and words the message; what
/// it does read is the same tree with the same places.
/// </summary>
/// <remarks>
/// Read here: block mappings and lists, flow collections over any number of lines, plain and quoted scalars on one line, comments.
/// Left to the full parser: anchors, tags, block scalars, scalars over several lines, escapes, documents, odd keys, tabs.
/// </remarks>
internal sealed class PlainYaml
{
    private const int MaxDepth = 40;

    private readonly string fileName;
    private readonly YamlLine[] lines;
    private int line;

    private PlainYaml(string text, string fileName)
    {
        this.fileName = fileName;
        lines = YamlLine.Split(text);
    }

    /// <summary>Reads the text, or returns false where that is a matter for the full parser.</summary>
    public static bool TryRead(string text, string fileName, [NotNullWhen(true)] out StudyNode? root)
    {
        root = null;
        text = text.Replace("\r\n", "\n");
        foreach (char c in text)
        {
            // Tabs, line breaks of YAML 1.1, and what no text file holds.
            if ((c < ' ' && c != '\n') || c is (>= '\u007f' and <= '\u009f') or '\u2028' or '\u2029' or '\uFEFF')
                return false;
        }

        var reader = new PlainYaml(text, fileName);
        if (reader.lines.Length == 0 || reader.lines[0].Indent != 0)
            return false;
        YamlLine first = reader.lines[0];
        StudyNode? node = first.Text[0] is '{' or '[' ? reader.FlowDocument() : first.IsItem ? null : reader.Mapping(0, 0);
        if (reader.line != reader.lines.Length)
            return false;
        root = node;
        return node is not null;
    }

    private Place PlaceAt(YamlLine at, int column) => Place.In(fileName, at.Number, column + 1);

    private StudyNode? FlowDocument()
    {
        YamlLine first = lines[0];
        var flow = new PlainYamlFlow(fileName, lines, 0, 0, -1);
        StudyNode? node = flow.Read(0);
        line = node is null ? 0 : flow.EndOfLine();
        return first.Indent == 0 ? node : null;
    }

    // A mapping whose keys stand at the given column of the current and the following lines.
    private StudyNode? Mapping(int column, int depth)
    {
        if (depth > MaxDepth)
            return null;
        var mapping = StudyNode.Mapping(PlaceAt(lines[line], column));
        do
        {
            YamlLine current = lines[line];
            int colon = current.KeyEnd(column);
            if (colon < 0)
                return null;
            string key = current.Text[column..colon];
            if (mapping.Members.Count >= StudyLimits.Keys || mapping.Find(key) is not null)
                return null;
            StudyNode? value = Value(current, colon + 1, column, depth);
            if (value is null)
                return null;
            mapping.Members.Add(new NodeMember(key, PlaceAt(current, column), value));
            mapping.Weight += 1 + value.Weight;
        }
        while (line < lines.Length && lines[line].Indent == column && !lines[line].IsItem);
        return line < lines.Length && lines[line].Indent > column ? null : mapping;
    }

    // What follows "key:": on the same line, or as a block below it.
    private StudyNode? Value(YamlLine current, int from, int column, int depth)
    {
        int start = current.SkipSpaces(from);
        if (start < current.Text.Length)
            return Inline(current, start, column);
        line++;
        if (line < lines.Length && lines[line].IsItem && lines[line].Indent >= column)
            return Items(lines[line].Indent, depth + 1);
        if (line < lines.Length && lines[line].Indent > column)
            return Mapping(lines[line].Indent, depth + 1);
        return StudyNode.Scalar(PlaceAt(current, from), string.Empty);
    }

    private StudyNode? Items(int column, int depth)
    {
        if (depth > MaxDepth)
            return null;
        var list = StudyNode.List(PlaceAt(lines[line], column));
        do
        {
            YamlLine current = lines[line];
            int start = current.SkipSpaces(column + 1);
            if (start >= current.Text.Length)
                return null;
            StudyNode? item = current.KeyEnd(start) >= 0 ? Mapping(start, depth + 1) : Inline(current, start, column);
            if (item is null)
                return null;
            list.Items.Add(item);
            list.Weight += item.Weight;
        }
        while (line < lines.Length && lines[line].Indent == column && lines[line].IsItem);
        return line < lines.Length && lines[line].Indent > column ? null : list;
    }

    // A scalar or a flow collection; the lines after it must not continue it.
    private StudyNode? Inline(YamlLine current, int start, int column)
    {
        char first = current.Text[start];
        if (first is '[' or '{')
        {
            var flow = new PlainYamlFlow(fileName, lines, line, start, column);
            StudyNode? node = flow.Read(0);
            int next = node is null ? -1 : flow.EndOfLine();
            if (next < 0)
                return null;
            line = next;
            return node;
        }

        int end = start;
        StudyNode? scalar = first is '"' or '\''
            ? PlainYamlScalar.Quoted(current, ref end, PlaceAt(current, start))
            : PlainYamlScalar.Block(current, ref end, PlaceAt(current, start));
        line++;
        return scalar is null || !current.IsEnd(end) || (line < lines.Length && lines[line].Indent > column) ? null : scalar;
    }
}
