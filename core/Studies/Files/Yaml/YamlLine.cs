namespace ServerlessTuner.Core.Studies.Files.Yaml;

/// <summary>A line that holds more than spaces and a comment.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">The line without spaces at its end.</param>
/// <param name="Indent">How many spaces it begins with.</param>
internal sealed record YamlLine(int Number, string Text, int Indent)
{
    /// <summary>Whether it begins an item of a block list.</summary>
    public bool IsItem => Text[Indent] == '-' && (Indent + 1 == Text.Length || Text[Indent + 1] == ' ');

    /// <summary>The lines of a text, without empty ones and those with a comment only.</summary>
    public static YamlLine[] Split(string text)
    {
        var lines = new List<YamlLine>();
        int number = 0;
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            number++;
            ReadOnlySpan<char> trimmed = text.AsSpan(start, end - start).TrimEnd(' ');
            start = end + 1;
            int indent = 0;
            while (indent < trimmed.Length && trimmed[indent] == ' ')
                indent++;
            if (indent < trimmed.Length && trimmed[indent] != '#')
                lines.Add(new YamlLine(number, trimmed.ToString(), indent));
        }

        return [.. lines];
    }

    /// <summary>The position of the colon that ends a plain key at <paramref name="start"/>, or −1.</summary>
    public int KeyEnd(int start)
    {
        int end = start;
        while (end < Text.Length
            && (char.IsAsciiLetterOrDigit(Text[end]) || Text[end] == '_' || (end > start && Text[end] is '.' or '-' or '/')))
            end++;
        return end > start && end < Text.Length && Text[end] == ':' && (end + 1 == Text.Length || Text[end + 1] == ' ') ? end : -1;
    }

    /// <summary>The first position at or after <paramref name="from"/> that is no space; the end where only a comment follows.</summary>
    public int SkipSpaces(int from)
    {
        int position = from;
        while (position < Text.Length && Text[position] == ' ')
            position++;
        return position < Text.Length && Text[position] == '#' && position > from ? Text.Length : position;
    }

    /// <summary>Whether nothing but spaces and a comment follow.</summary>
    public bool IsEnd(int from) => SkipSpaces(from) == Text.Length;
}
