using System.Text;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>
/// Reads a file of bars: ISO CSV and the exports of MetaTrader 4 and 5, HistData, Dukascopy and pandas, plain or gzip, recognised
/// from the content alone.
/// </summary>
/// <remarks>
/// Times without a zone are taken as UTC, as written; some sources export another zone (HistData New York without daylight
/// saving, MetaTrader the broker's), which a file does not tell. Where several columns could be the volume, the first counts.
/// MetaTrader 5 writes the spread in points: one point is 10^-d, where d is the most decimal places of any price in the file.
/// </remarks>
public static class BarReader
{
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads all bars of a file.</summary>
    /// <param name="stream">The file's content, from its start.</param>
    /// <param name="name">The file's name: for messages, and as a hint at the symbol.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="mayQuote">Whether messages may quote the content.</param>
    /// <exception cref="InvalidInputException">
    /// The format is unknown, or bars break the rules; the first few problems of each kind are listed.
    /// </exception>
    public static Task<BarFile> ReadAsync(Stream stream, string name, CancellationToken cancellation, bool mayQuote = true) =>
        stream is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> inMemory)
            ? Task.FromResult(Read(inMemory[(int)memory.Position..], name, mayQuote))
            : ReadAllAsync(stream, name, mayQuote, cancellation);

    /// <summary>Reads all bars of a file that is in memory.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public static BarFile Read(ArraySegment<byte> content, string name, bool mayQuote = true)
    {
        using var quotes = new ContentQuotes(mayQuote);
        return Read(content, name);
    }

    private static BarFile Read(ArraySegment<byte> content, string name)
    {
        bool compressed = GzipContent.IsGzip(content);
        if (compressed)
            content = GzipContent.Unpack(content, name);
        content = WithoutMark(content);

        int line = 1;
        int start = SkipEmptyLines(content, ref line);
        if (start == content.Count)
            throw new InvalidInputException(name, BarProblems.EmptyFile);
        ReadOnlySpan<byte> first = FirstLine(content.AsSpan(start));
        BarLayout layout = BarLayoutDetector.Detect(first, line, name);

        int rows = layout.HasHeader ? LineEnd(content, start + first.Length) : start;

        // Every line end may end a bar, and so may the end of the file.
        int capacity = content.AsSpan(rows).Count((byte)'\n') + (content[^1] == '\n' ? 0 : 1);
        var collector = new BarCollector(name, layout, capacity);
        if (IsPlain(content, layout))
            PlainBarParser.Parse(content, rows, layout.HasHeader ? line + 1 : line, layout.Columns, collector);
        else
            CsvBarParser.Parse(content, layout, collector);

        Bars bars = collector.ToBars(SymbolGuess.FromName(name));
        return new BarFile(layout.Format, compressed, collector.Digits, bars);
    }

    private static async Task<BarFile> ReadAllAsync(Stream stream, string name, bool mayQuote, CancellationToken cancellation)
    {
        long length = stream.CanSeek ? stream.Length - stream.Position : 0;
        byte[] content = new byte[Math.Max(length, 4096)];
        int filled = 0;
        while (true)
        {
            int read = await stream.ReadAsync(content.AsMemory(filled), cancellation);
            if (read == 0)
                break;
            filled += read;

            // A file of the expected length ends here; do not double the buffer just to see that.
            if (filled == content.Length && filled != length)
                Array.Resize(ref content, checked(content.Length * 2));
            else if (filled == content.Length)
                break;
        }

        return Read(new ArraySegment<byte>(content, 0, filled), name, mayQuote);
    }

    private static bool IsPlain(ReadOnlySpan<byte> content, BarLayout layout) =>
        layout.Separator == ','
            && layout.IndexOf(BarColumn.Time) >= 0
            && !layout.HasAsk
            && content.IndexOf((byte)'"') < 0
            && content.IndexOf((byte)'\n') >= 0;

    /// <summary>Where the line that contains <paramref name="index"/> ends, behind its line end.</summary>
    private static int LineEnd(ReadOnlySpan<byte> content, int index)
    {
        int length = content[index..].IndexOf((byte)'\n');
        return length < 0 ? content.Length : index + length + 1;
    }

    /// <summary>The content without a byte-order mark; UTF-16, which some MetaTrader builds write, becomes UTF-8.</summary>
    private static ArraySegment<byte> WithoutMark(ArraySegment<byte> content)
    {
        if (content.AsSpan().StartsWith(Utf8Mark))
            return content[3..];
        if (content is [0xFF, 0xFE, ..])
            return Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(content[2..]));
        return content;
    }

    private static int SkipEmptyLines(ReadOnlySpan<byte> content, ref int line)
    {
        int start = 0;
        for (int i = 0; i < content.Length; i++)
        {
            if (content[i] == '\n')
            {
                line++;
                start = i + 1;
            }
            else if (content[i] is not ((byte)' ' or (byte)'\r'))
            {
                return start;
            }
        }

        return content.Length;
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> content)
    {
        int end = content.IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? content : content[..end];
    }
}
