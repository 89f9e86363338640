using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace ServerlessTuner.Core.Market;

/// <summary>
/// Parses comma-separated text without quotes, straight from UTF-8. A row that is not plainly right is handed to
/// <see cref="BarCollector.AddRow"/> as texts, so both ways of reading accept the same and complain alike.
/// </summary>
internal static unsafe class PlainBarParser
{
    /// <summary>How far behind a line end <see cref="ParseRows"/> may look.</summary>
    private const int Margin = 32;

    /// <summary>2^53: up to here every integer is a double.</summary>
    private const ulong MaxExactMantissa = 1UL << 53;

    private static readonly double[] PowersOfTen = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19
    ];

    /// <summary>Parses all rows from <paramref name="start"/> on.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="start">Where the first row starts.</param>
    /// <param name="line">The number of that line.</param>
    /// <param name="columns">What each column holds.</param>
    /// <param name="collector">Takes the bars.</param>
    public static void Parse(ReadOnlySpan<byte> content, int start, long line, BarColumn[] columns, BarCollector collector)
    {
        int end = content.Length - start > Margin ? start + content[start..^Margin].LastIndexOf((byte)'\n') + 1 : start;
        line = ParseRows(content, start, end, line, columns, collector);

        // The last rows again with room behind them, and a line end if they have none.
        ReadOnlySpan<byte> rest = content[end..];
        byte[] tail = new byte[rest.Length + Margin];
        rest.CopyTo(tail);
        tail[rest.Length] = (byte)'\n';
        ParseRows(tail, 0, rest.EndsWith("\n"u8) || rest.IsEmpty ? rest.Length : rest.Length + 1, line, columns, collector);
    }

    private static long ParseRows(ReadOnlySpan<byte> content, int start, int end, long line, BarColumn[] columns, BarCollector collector)
    {
        double* values = stackalloc double[(int)BarColumn.Ignored];
        new Span<double>(values, (int)BarColumn.Ignored).Clear();
        DayMemory day = default;
        long time = 0;
        int digits = 0;
        int last = columns.Length - 1;
        fixed (byte* origin = content)
        fixed (double* powers = PowersOfTen)
        fixed (BarColumn* roles = columns)
        {
            byte* stop = origin + end;
            for (byte* row = origin + start; row < stop; line++)
            {
                // Every scan below ends at the line's end at the latest, and there is one before stop.
                byte* p = row;
                for (int i = 0; i <= last && p != null; i++)
                {
                    BarColumn role = roles[i];
                    if (role <= BarColumn.Spread)
                    {
                        p = ReadNumber(p, powers, values + (int)role, out int scale);
                        if (role <= BarColumn.Close)
                            digits = Math.Max(digits, scale);
                    }
                    else
                    {
                        p = role == BarColumn.Time ? ReadTime(p, ref day, out time) : SkipField(p);
                    }

                    if (i < last && p != null)
                        p = *p == ',' ? p + 1 : null;
                }

                if (p != null)
                {
                    if (*p == '\r')
                        p++;
                    if (*p == '\n' && collector.TryAdd(time, values))
                    {
                        row = p + 1;
                        continue;
                    }
                }

                byte* lineEnd = row;
                while (*lineEnd != '\n')
                    lineEnd++;
                AddRow(new ReadOnlySpan<byte>(row, (int)(lineEnd - row)), line, collector);
                row = lineEnd + 1;
            }
        }

        collector.SeeDigits(digits);
        return line;
    }

    /// <summary>Reads digits with at most one point; returns where they end, or null where <c>double.Parse</c> must decide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* ReadNumber(byte* p, double* powers, double* value, out int scale)
    {
        // Eight characters at once, the first in the lowest byte: digits become 0 to 9, and the others are marked.
        ulong text = BitConverter.IsLittleEndian ? Unsafe.ReadUnaligned<ulong>(p) ^ 0x3030303030303030 : ulong.MaxValue;
        ulong others = ((text + 0x7676767676767676) | text) & 0x8080808080808080;
        int end = BitOperations.TrailingZeroCount(others) >> 3;
        int digits = end;
        scale = 0;
        if (end < 8 && p[end] == '.')
        {
            // Take the point out, then look for the character behind the number.
            int point = end;
            ulong before = (1UL << (point * 8)) - 1;
            text = (text & before) | ((text >> 8) & ~before);
            end = BitOperations.TrailingZeroCount(others & (others - 1)) >> 3;
            digits = end - 1;
            scale = digits - point;
        }

        if (end == 8 || digits == 0)
            return ReadLongNumber(p, powers, value, out scale);

        // Move the digits up so that zeros lead, then add them in pairs, fours and eights.
        text <<= 64 - (digits * 8);
        text = (text * 10) + (text >> 8);
        ulong mantissa = (
            ((text & 0x000000FF000000FF) * 0x000F424000000064) + (((text >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
        *value = mantissa / powers[scale];
        return p + end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* ReadLongNumber(byte* p, double* powers, double* value, out int scale)
    {
        ulong mantissa = 0;
        byte* first = p;
        uint digit;
        while ((digit = (uint)(*p - '0')) <= 9)
        {
            mantissa = (mantissa * 10) + digit;
            p++;
        }

        long length = p - first;
        scale = 0;
        if (*p == '.')
        {
            byte* point = p++;
            while ((digit = (uint)(*p - '0')) <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                p++;
            }

            scale = (int)(p - point) - 1;
            length += scale;
        }

        // Mantissa and power of ten are both doubles without rounding, so their quotient is the correctly rounded number
        // (Clinger 1990, "How to read floating point numbers accurately"). 19 digits cannot overflow the mantissa.
        if ((ulong)(length - 1) >= 19 || mantissa > MaxExactMantissa)
            return null;
        *value = mantissa / powers[scale];
        return p;
    }

    /// <summary>Reads an ISO time; returns where it ends, or null where it is none. The day is decoded only where it changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* ReadTime(byte* p, ref DayMemory day, out long time)
    {
        ulong head = Unsafe.ReadUnaligned<ulong>(p);
        ushort tail = Unsafe.ReadUnaligned<ushort>(p + 8);
        if ((head == day.Head && tail == day.Tail) || day.TryChange(p, head, tail))
        {
            if (p[10] is (byte)'T' or (byte)' ' && TrySecondOfDay(Unsafe.ReadUnaligned<ulong>(p + 11), out uint second))
            {
                time = day.Ticks + (second * TimeSpan.TicksPerSecond);
                if (p[19] is (byte)'Z' && p[20] == ',')
                    return p + 20;
                if (p[19] == ',')
                    return p + 19;
            }
        }

        return ReadOtherTime(p, out time);
    }

    /// <summary>Decodes the eight characters of <c>21:34:56</c>, all at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySecondOfDay(ulong text, out uint second)
    {
        if (!BitConverter.IsLittleEndian)
            text = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(text);

        // Each character becomes its digit, each colon 0; then any byte above 9 was something else.
        ulong digits = text ^ 0x30303A30303A3030;
        uint hour = (uint)(((digits & 0xFF) * 10) + ((digits >> 8) & 0xFF));
        uint minute = (uint)(((digits >> 24 & 0xFF) * 10) + ((digits >> 32) & 0xFF));
        uint rest = (uint)(((digits >> 48 & 0xFF) * 10) + (digits >> 56));
        second = (hour * 3600) + (minute * 60) + rest;
        bool isDigits = (((digits + 0x76767F76767F7676) | digits) & 0x8080808080808080) == 0;
        return isDigits & (hour < 24) & (minute < 60) & (rest < 60);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* ReadOtherTime(byte* p, out long time)
    {
        byte* end = p;
        while (*end is not ((byte)',' or (byte)'\r' or (byte)'\n'))
            end++;
        return BarTime.TryParse(new ReadOnlySpan<byte>(p, (int)(end - p)), out time) ? end : null;
    }

    private static byte* SkipField(byte* p)
    {
        while (*p is not ((byte)',' or (byte)'\r' or (byte)'\n'))
            p++;
        return p;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddRow(ReadOnlySpan<byte> row, long line, BarCollector collector) =>
        collector.AddRow(line, Encoding.UTF8.GetString(row.EndsWith("\r"u8) ? row[..^1] : row).Split(','));

    /// <summary>The ten characters of the latest day, and its ticks.</summary>
    private struct DayMemory
    {
        public ulong Head;
        public ushort Tail;
        public long Ticks;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public bool TryChange(byte* p, ulong head, ushort tail)
        {
            ReadOnlySpan<byte> text = new(p, 10);
            if (!BarTime.TryDate(ref text, out long ticks) || !text.IsEmpty)
                return false;
            (Head, Tail, Ticks) = (head, tail, ticks);
            return true;
        }
    }
}
