namespace ServerlessTuner.Core.Market;

/// <summary>Writes made-up bars as ISO CSV, from integers alone.</summary>
internal sealed class BarCsvWriter
{
    private const int LongestRow = 256;
    private readonly byte[] buffer = new byte[1 << 16];
    private readonly Stream stream;
    private readonly int digits;
    private int filled;

    public BarCsvWriter(Stream stream, int digits)
    {
        this.stream = stream;
        this.digits = digits;
        Put("time,open,high,low,close,volume,spread\n"u8);
    }

    public void Write(in MadeBar bar)
    {
        if (filled > buffer.Length - LongestRow)
            Flush();
        new DateTime(bar.Time, DateTimeKind.Utc).TryFormat(buffer.AsSpan(filled), out int written, "yyyy-MM-ddTHH:mm:ssZ");
        filled += written;
        PutPrice(bar.Open);
        PutPrice(bar.High);
        PutPrice(bar.Low);
        PutPrice(bar.Close);
        Put(","u8);
        bar.Volume.TryFormat(buffer.AsSpan(filled), out written);
        filled += written;
        PutPrice(bar.Spread);
        Put("\n"u8);
    }

    public void Flush()
    {
        stream.Write(buffer, 0, filled);
        filled = 0;
    }

    /// <summary>A comma and the points as a decimal number with all its digits.</summary>
    private void PutPrice(long points)
    {
        Span<byte> text = stackalloc byte[32];
        int start = text.Length;
        for (int place = 0; place <= digits || points > 0; place++)
        {
            if (place == digits)
                text[--start] = (byte)'.';
            (points, long digit) = Math.DivRem(points, 10);
            text[--start] = (byte)('0' + digit);
        }

        text[--start] = (byte)',';
        Put(text[start..]);
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer.AsSpan(filled));
        filled += text.Length;
    }
}
