using System.Globalization;
using System.Text;

namespace ServerlessTuner.Core.Studies.Files.Json;

/// <summary>JSON string literals without a serializer.</summary>
internal static class JsonText
{
    /// <summary>Appends <paramref name="text"/> in double quotes, with control characters, quotes and backslashes escaped.</summary>
    public static void AppendQuoted(StringBuilder json, string text)
    {
        json.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            // A lone surrogate is not valid text in UTF-8; escaped, it survives.
            bool lone = char.IsSurrogate(c) && !IsPair(text, i);
            switch (c)
            {
                case '"': json.Append("\\\""); break;
                case '\\': json.Append("\\\\"); break;
                case '\n': json.Append("\\n"); break;
                case '\r': json.Append("\\r"); break;
                case '\t': json.Append("\\t"); break;
                default:
                    if (c < ' ' || lone)
                        json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    else
                        json.Append(c);
                    break;
            }
        }

        json.Append('"');
    }

    private static bool IsPair(string text, int index) =>
        char.IsHighSurrogate(text[index])
            ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            : index > 0 && char.IsHighSurrogate(text[index - 1]);
}
