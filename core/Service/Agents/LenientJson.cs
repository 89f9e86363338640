using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessTuner.Core.Service.Agents;

/// <summary>
/// Reads the JSON that agents send: where other languages write NaN and infinities, which JSON does not have, null is read.
/// </summary>
public static class LenientJson
{
    private static readonly byte[][] NotFinite = [.. new[] { "-Infinity", "Infinity", "NaN" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Reads a document in which every text can be read.</summary>
    /// <exception cref="JsonException">The content is no JSON.</exception>
    /// <exception cref="DecoderFallbackException">A text is no Unicode.</exception>
    public static JsonDocument Parse(byte[] content)
    {
        if (!Utf8.IsValid(content))
            throw new DecoderFallbackException();
        JsonDocument document = JsonDocument.Parse(WithNulls(content));
        try
        {
            Read(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            document.Dispose();
            throw new DecoderFallbackException();
        }

        return document;
    }

    private static byte[] WithNulls(byte[] content)
    {
        // Most bodies hold none of these letters outside a text, and few inside.
        if (content.AsSpan().IndexOfAny((byte)'N', (byte)'I') < 0)
            return content;
        var result = new ArrayBufferWriter<byte>(content.Length);
        bool inText = false;
        for (int i = 0; i < content.Length; i++)
        {
            if (inText && content[i] == '\\' && i + 1 < content.Length)
            {
                result.Write(content.AsSpan(i++, 2));
                continue;
            }

            inText ^= content[i] == '"';
            int at = i;
            if (!inText && Array.Find(NotFinite, word => content.AsSpan(at).StartsWith(word)) is { } found)
            {
                result.Write("null"u8);
                i += found.Length - 1;
            }
            else
            {
                result.Write(content.AsSpan(i, 1));
            }
        }

        return result.WrittenSpan.ToArray();
    }

    // Reads every text once; half of a surrogate pair throws.
    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Read(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                    Read(item);
                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
