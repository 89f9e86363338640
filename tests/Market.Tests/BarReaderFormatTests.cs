using System.IO.Compression;
using System.Text;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Market.Tests;

public class BarReaderFormatTests
{
    private static readonly string[] FormatFiles = ["metatrader4.csv", "metatrader5.csv", "histdata.csv", "dukascopy.csv", "pandas.csv"];

    [Fact]
    public void Read_IsoWithAllColumns_GivesTimesPricesVolumeAndSpread()
    {
        BarFile file = BarText.Read(
            """
            time,open,high,low,close,volume,spread
            2007-01-01T21:00:00Z,1.31927,1.31955,1.31870,1.31935,12,0.00100
            2007-01-01T22:00:00Z,1.31935,1.32020,1.31925,1.32000,7.5,0.00011
            """);

        Assert.Equal(BarFormat.Iso, file.Format);
        Assert.False(file.Compressed);
        Assert.Equal(5, file.Digits);
        Assert.Equal("EURUSD", file.Bars.Symbol);
        Assert.Equal(0.0001, file.Bars.PipSize);
        Assert.Equal([new DateTime(2007, 1, 1, 21, 0, 0).Ticks, new DateTime(2007, 1, 1, 22, 0, 0).Ticks], file.Bars.Times);
        Assert.Equal([1.31927, 1.31935], file.Bars.Open);
        Assert.Equal([1.31955, 1.32020], file.Bars.High);
        Assert.Equal([1.31870, 1.31925], file.Bars.Low);
        Assert.Equal([1.31935, 1.32000], file.Bars.Close);
        Assert.Equal([12, 7.5], file.Bars.Volume);
        Assert.Equal([0.001, 0.00011], file.Bars.Spread);
    }

    [Theory]
    [InlineData("time,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close", ",1.41241,1.4127,1.4123,1.41262", 0.00012)]
    [InlineData("time,bid_open,bid_high,bid_low,bid_close,ask_close,volume,x", ",1.41271,3,4", 0.00021)]
    [InlineData("time,open,high,low,close,ask_open,ask_close,spread", ",1.5,1.6,0.00007", 0.00007)]
    public void Read_AskColumns_MakeTheSpread(string header, string rest, double spread)
    {
        Bars bars = BarText.Bars(
            header, $"2012-05-02T10:00:00Z,1.41229,1.4126,1.4121,1.4125{rest}", $"2012-05-02T11:00:00Z,1.41229,1.4126,1.4121,1.4125{rest}");

        Assert.Equal([spread, spread], bars.Spread);
    }

    [Fact]
    public void Read_AskBelowBid_IsRefused() => Assert.Equal(
        "eurusd.csv:2: spread is 1.4122 − 1.41229, but it cannot be negative. Correct the number or remove the row.",
        Assert.Single(BarText.Problems(
            "time,bid_open,bid_high,bid_low,bid_close,ask_open", "2012-05-02T10:00:00Z,1.41229,1.4126,1.4121,1.4125,1.4122")));

    [Theory]
    [InlineData("2010-03-19T07:00:00Z")]
    [InlineData("2010-03-19T07:00:00")]
    [InlineData("2010-03-19 07:00:00")]
    [InlineData("2010-03-19T07:00Z")]
    [InlineData("2010-03-19T07:00")]
    [InlineData("2010-03-19 07:00")]
    [InlineData("2010-03-19T07:00:00+00:00")]
    [InlineData("2010-03-19T09:00:00+02:00")]
    [InlineData("2010-03-19T01:30-05:30")]
    [InlineData("2010-03-19 09:00:00+0200")]
    [InlineData("2010-03-19 09:00:00+02")]
    [InlineData("2010-03-19T07:00:00.000Z")]
    [InlineData("2010-03-19 07:00:00 UTC")]
    [InlineData("19.03.2010 08:00:00.000 GMT+0100")]
    [InlineData("2010.03.19 07:00")]
    [InlineData("2010/03/19 07:00:00")]
    [InlineData("20100319 070000")]
    [InlineData("20100319 0700")]
    public void Read_EveryTimeForm_IsTheSameMoment(string time)
    {
        // Enough rows behind the first for the fast path to take it.
        string[] rows = [.. Enumerable.Range(0, 3).Select(i => $"2011-01-0{i + 1}T00:00:00Z,1.5,1.5,1.5,1.5,0,0")];

        Bars last = BarText.Bars(BarText.Header, $"{time},1.2,1.3,1.1,1.2,0,0");
        Bars first = BarText.Bars([BarText.Header, $"{time},1.2,1.3,1.1,1.2,0,0", .. rows]);
        Bars quoted = BarText.Bars([BarText.Header, $"\"{time}\",1.2,1.3,1.1,1.2,0,0", .. rows]);
        Bars atTheEnd = BarText.Bars(
            ["open,high,low,close,time", $"1.2,1.3,1.1,1.2,{time}", .. rows.Select(row => $"1,1,1,1,{row[..20]}")]);

        long expected = new DateTime(2010, 3, 19, 7, 0, 0, DateTimeKind.Utc).Ticks;
        Assert.All([last, first, quoted, atTheEnd], bars => Assert.Equal(expected, bars.Times[0]));
    }

    [Theory]
    [InlineData("Close,Low,High,Open,Timestamp,Volume,Ignored\n1.2,1.1,1.3,1.15,2010-03-19T07:00:00Z,5,x", BarFormat.Iso)]
    [
        InlineData(
            "\"Date\",\"Open\",\"High\",\"Low\",\"Close\",\"Volume\"\n\"2010-03-19 07:00:00\",\"1.15\",\"1.3\",\"1.1\",\"1.2\",\"5\"",
            BarFormat.Iso)
    ]
    [InlineData("Date,Time,O,H,L,C,Vol\n2010-03-19,07:00,1.15,1.3,1.1,1.2,5", BarFormat.Iso)]
    [
        InlineData(
            "<DTYYYYMMDD>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>\n20100319\t070000\t1.15\t1.3\t1.1\t1.2\t5", BarFormat.MetaTrader5)
    ]
    [InlineData("time;open;high;low;close;volume\n19.03.2010 07:00;1.15;1.3;1.1;1.2;5", BarFormat.Delimited)]
    [InlineData("2010-03-19T07:00:00Z,1.15,1.3,1.1,1.2,5", BarFormat.Delimited)]
    [InlineData("2010.03.19,07:00,1.15,1.3,1.1,1.2,5", BarFormat.MetaTrader4)]
    [InlineData("20100319 070000;1.15;1.3;1.1;1.2;5", BarFormat.HistData)]
    [InlineData(",Open,High,Low,Close,Volume\n2010-03-19 07:00:00+00:00,1.15,1.3,1.1,1.2,5", BarFormat.Pandas)]
    [InlineData("Gmt time,Open,High,Low,Close,Volume\n19.03.2010 07:00:00.000,1.15,1.3,1.1,1.2,5", BarFormat.Dukascopy)]
    public void Read_ColumnsInAnyOrderAndSeparator_GivesTheSameBar(string text, BarFormat format)
    {
        BarFile file = BarText.Read(text);

        Assert.Equal(format, file.Format);
        AssertTheBar(file.Bars);
    }

    [Theory]
    [InlineData("\uFEFFtime,open,high,low,close,volume\r\n2010-03-19T07:00:00Z,1.15,1.3,1.1,1.2,5\r\n")]
    [
        InlineData(
            "\n\r\n  "
                + "\ntime,open,high,low,close,volume\n\n\r\n2010-03-19T07:00:00Z,1.15,1.3,1.1,1.2,5\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n")
    ]
    [InlineData("time,open,high,low,close,volume\r2010-03-19T07:00:00Z,1.15,1.3,1.1,1.2,5\r")]
    [InlineData("time, open, high, low, close, volume\n2010-03-19T07:00:00Z, 1.15, 1.3, 1.1, 1.2, 5")]
    [InlineData("time,open,high,low,close,volume\n2010-03-19T07:00:00Z,1.15,1.3,1.1,1.2e0,5.0E0")]
    [InlineData("time,open,high,low,close,volume\n2010-03-19T07:00:00Z,1.15,1.3,1.1,+1.2,00005\n,,,,,\n")]
    public void Read_MarksLineEndsEmptyLinesAndSpaces_AreTolerated(string text)
    {
        AssertTheBar(BarText.Read(text).Bars);
        AssertTheBar(
            BarReader.Read(
                Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(text.TrimStart('\uFEFF'))).ToArray(), "eurusd.csv").Bars);
    }

    [Fact]
    public void Read_EmptyVolume_IsZero() =>
        Assert.Equal([0.0], BarText.Bars("time,open,high,low,close,volume", "2010-03-19T07:00:00Z,1.15,1.3,1.1,1.2,").Volume);

    [Fact]
    public async Task ReadAsync_Gzip_IsToldByContentNotByName()
    {
        byte[] text = Encoding.UTF8.GetBytes("time,open,high,low,close,volume\n2010-03-19T07:00:00Z,1.15,1.3,1.1,1.2,5\n");
        using var packed = new MemoryStream();

        // Two members, as joining two gzip files makes them.
        foreach (byte[] part in new[] { text[..40], text[40..] })
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(part);
        }

        packed.Position = 0;

        BarFile fromGzip = await BarReader.ReadAsync(new SlowStream(packed), "eurusd.csv", CancellationToken.None);
        BarFile fromPlain = await BarReader.ReadAsync(new MemoryStream(text), "eurusd.csv.gz", CancellationToken.None);

        Assert.True(fromGzip.Compressed);
        Assert.False(fromPlain.Compressed);
        AssertTheBar(fromGzip.Bars);
        AssertTheBar(fromPlain.Bars);
    }

    [Fact]
    public void Read_MetaTrader5Spread_IsInPointsOfTheMostPrecisePrice()
    {
        BarFile file = BarText.Read("<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\r\n"
            + "2010.03.19\t07:00:00\t1.36\t1.36237\t1.36\t1.36168\t100\t0\t9\r\n2010.03.19\t08:00:00\t1.36168\t1.36258\t1.3578\t1.359\t101\t0\t12\r\n");

        Assert.Equal(BarFormat.MetaTrader5, file.Format);
        Assert.Equal([0.00009, 0.00012], file.Bars.Spread);
        Assert.Equal([100.0, 101.0], file.Bars.Volume);
    }

    [SharedDataFact]
    public void Read_AllExports_GiveTheBarsOfTheIsoFile()
    {
        Bars iso = BarReader.Read(File.ReadAllBytes(SharedData.PathOf("EURUSD_H1.csv")), "EURUSD_H1.csv").Bars;
        foreach (string name in FormatFiles)
        {
            BarFile file = BarReader.Read(File.ReadAllBytes(SharedData.PathOf(Path.Combine("formats", name))), name);

            Assert.Equal(Path.GetFileNameWithoutExtension(name), file.Format.ToString(), ignoreCase: true);
            Assert.Equal(600, file.Bars.Count);
            int start = Array.BinarySearch(iso.Times, file.Bars.Times[0]);
            BarText.AssertSame(iso.Slice(start, 600), file.Bars, volumeAndSpread: false);
            if (file.Format == BarFormat.MetaTrader5)
                BarText.AssertSameBits(iso.Slice(start, 600).Spread, file.Bars.Spread);
        }
    }

    [SharedDataFact]
    public void Read_RealFiles_HaveTheBarsThatTheirSourceNames()
    {
        Assert.Equal(74_439, Read("EURUSD_H1.csv").Count);
        Assert.Equal(74_451, Read("NZDUSD_H1.csv").Count);
        Assert.Equal(3_738, Read("GBPUSD_D1.csv").Count);
        Assert.Equal(3_738, Read("EURGBP_D1.csv").Count);
        Bars minutes = Read("EURUSD_M1.csv");
        Assert.Equal(18_184, minutes.Count);
        Assert.Equal(
            (1.22863, 1.22867, 1.22863, 1.22867, 0.00015),
            (minutes.Open[^1], minutes.High[^1], minutes.Low[^1], minutes.Close[^1], minutes.Spread[^1]));
        Assert.Equal(BarText.Ticks("2018-04-04T23:59:00Z"), minutes.Times[^1]);

        static Bars Read(string name) => BarReader.Read(File.ReadAllBytes(SharedData.PathOf(name)), name).Bars;
    }

    [Theory]
    [InlineData("DAT_ASCII_EURUSD_M1_2020.csv", "EURUSD")]
    [InlineData("data/gbp_jpy-h1.csv.gz", "GBPJPY")]
    [InlineData("C:\\data\\xauusd.csv", "XAUUSD")]
    [InlineData("data/DE40.hourly.csv", "DE40")]
    public void SymbolGuess_FromName_FindsThePair(string name, string symbol) => Assert.Equal(symbol, SymbolGuess.FromName(name));

    private static void AssertTheBar(Bars bars)
    {
        Assert.Equal([new DateTime(2010, 3, 19, 7, 0, 0).Ticks], bars.Times);
        Assert.Equal((1.15, 1.3, 1.1, 1.2, 5.0), (bars.Open[0], bars.High[0], bars.Low[0], bars.Close[0], bars.Volume[0]));
    }

    /// <summary>A stream that gives one byte at a time and does not know its length.</summary>
    private sealed class SlowStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(1, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
