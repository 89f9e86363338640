using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Studies.Files.Yaml;

/// <summary>Scalars on one line, for <see cref="PlainYaml"/>. Each returns null where the full parser must look.</summary>
internal static class PlainYamlScalar
{
    /// <summary>A scalar in quotes, without escapes by backslash; <paramref name="position"/> moves behind it.</summary>
    public static StudyNode? Quoted(YamlLine line, ref int position, Place place)
    {
        string text = line.Text;
        char quote = text[position];
        int start = position + 1, end = start;
        bool doubled = false;
        while (end < text.Length && (text[end] != quote || (quote == '\'' && end + 1 < text.Length && text[end + 1] == '\'')))
        {
            if (text[end] == '\\' && quote == '"')
                return null;
            bool pair = text[end] == quote;
            doubled |= pair;
            end += pair ? 2 : 1;
        }

        if (end >= text.Length)
            return null;
        position = end + 1;
        string content = text[start..end];
        return StudyNode.Scalar(place, doubled ? content.Replace("''", "'") : content, plain: false);
    }

    /// <summary>A plain scalar in a block: up to the end of the line or a comment.</summary>
    public static StudyNode? Block(YamlLine line, ref int position, Place place)
    {
        string text = line.Text;
        if (!IsStart(text, position))
            return null;
        int start = position;
        while (position < text.Length)
        {
            char c = text[position];
            if (c == '#' && text[position - 1] == ' ')
                break;
            // A mapping within a line is an error that the full parser words.
            if (c == ':' && (position + 1 == text.Length || text[position + 1] == ' '))
                return null;
            position++;
        }

        string content = text[start..position].TrimEnd(' ');
        position = start + content.Length;
        return StudyNode.Scalar(place, content);
    }

    /// <summary>A plain scalar within brackets or braces: up to a comma, a bracket, a colon before a space, or a comment.</summary>
    public static StudyNode? Flow(YamlLine line, ref int position, Place place)
    {
        string text = line.Text;
        if (!IsStart(text, position))
            return null;
        int start = position;
        while (position < text.Length && text[position] is not (',' or ']' or '}'))
        {
            char c = text[position];
            if (c is '[' or '{' or '?')
                return null;
            if (c == '#' && text[position - 1] == ' ')
                break;
            if (c == ':')
            {
                char next = position + 1 < text.Length ? text[position + 1] : ' ';
                if (next == ' ')
                    break;
                // Colons before punctuation mean different things to different readers.
                if (!char.IsAsciiLetterOrDigit(next))
                    return null;
            }

            position++;
        }

        string content = text[start..position].TrimEnd(' ');
        position = start + content.Length;
        return StudyNode.Scalar(place, content);
    }

    private static bool IsStart(string text, int position)
    {
        char c = text[position];
        if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '~' or '+' or '(' or '$')
            return !(text.AsSpan(position).StartsWith("...") || (c == '.' && position == 0));
        return c == '-' && position + 1 < text.Length && (char.IsAsciiLetterOrDigit(text[position + 1]) || text[position + 1] == '.');
    }
}
