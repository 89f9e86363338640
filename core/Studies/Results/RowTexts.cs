using System.Text;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>
/// The texts of a block of rows as UTF-8, one after the other. A text's place is its start in the upper half and its length in the lower.
/// </summary>
internal sealed class RowTexts
{
    // The few choices of a parameter come again and again, and so do the reasons of failures.
    private const int Remembered = 16;

    private readonly string?[] known = new string?[Remembered];
    private readonly long[] places = new long[Remembered];
    private byte[] buffer = [];
    private int length;
    private int next;

    /// <summary>All texts.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Starts again, with the same memory.</summary>
    public void Clear()
    {
        length = 0;
        Forget();
    }

    /// <summary>Adds a text, unless it was added shortly before.</summary>
    /// <returns>Its place.</returns>
    public long Add(string text)
    {
        for (int i = 0; i < Remembered; i++)
        {
            if (string.Equals(known[i], text, StringComparison.Ordinal))
                return places[i];
        }

        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (buffer.Length - length < most)
            Array.Resize(ref buffer, Math.Max(2 * buffer.Length, length + most));
        int written = Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
        long place = ((long)length << 32) | (uint)written;
        length += written;
        Remember(text, place);
        return place;
    }

    /// <summary>The text at a place.</summary>
    public string At(long place)
    {
        for (int i = 0; i < Remembered; i++)
        {
            if (known[i] is string text && places[i] == place)
                return text;
        }

        string read = Encoding.UTF8.GetString(buffer, (int)(place >> 32), (int)place);
        Remember(read, place);
        return read;
    }

    /// <summary>Makes room for texts that are read from a file.</summary>
    public Span<byte> Load(int bytes)
    {
        if (buffer.Length < bytes)
            buffer = new byte[bytes];
        length = bytes;
        Forget();
        return buffer.AsSpan(0, bytes);
    }

    private void Remember(string text, long place)
    {
        (known[next], places[next]) = (text, place);
        next = (next + 1) % Remembered;
    }

    private void Forget()
    {
        Array.Clear(known);
        next = 0;
    }
}
