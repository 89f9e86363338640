namespace ServerlessTuner.Core.Model.Problems;

/// <summary>Repeats what a user wrote, but not at any length: a message of a megabyte helps nobody.</summary>
internal static class Excerpt
{
    private const int Longest = 160;
    private const int LongestText = 4000;

    /// <summary>The text, or its beginning.</summary>
    public static string Of(string text) => Cut(text, Longest);

    /// <summary>A message with an excerpt in the place of each long quote.</summary>
    /// <param name="message">Sentences that may quote the value, or anything else between single quotes.</param>
    /// <param name="value">The value, or null.</param>
    public static string Within(string message, string? value)
    {
        if (message.Length <= Longest)
            return message;
        if (value is { Length: > Longest })
            message = message.Replace(value, Of(value), StringComparison.Ordinal);
        for (int start = 0; message.Length > Longest && (start = Opening(message, start)) >= 0;)
        {
            int end = Closing(message, start);
            if (end < 0)
                break;
            string quote = Of(message[start..end]);
            message = string.Concat(message.AsSpan(0, start), quote, message.AsSpan(end));
            start += quote.Length + 1;
        }

        return Cut(message, LongestText);
    }

    // A quote stands after a space or at the start, and before a space or a sign; so apostrophes within words are none.
    private static int Opening(string text, int from)
    {
        for (int i = from; (i = text.IndexOf('\'', i)) >= 0; i++)
        {
            if (i == 0 || text[i - 1] is ' ' or '(')
                return i + 1;
        }

        return -1;
    }

    private static int Closing(string text, int from)
    {
        for (int i = from; (i = text.IndexOf('\'', i)) >= 0; i++)
        {
            if (i + 1 == text.Length || text[i + 1] is ' ' or ',' or '.' or ':' or ';' or ')')
                return i;
        }

        return -1;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text
        // Not within a character that takes two places.
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
}
