using System.Text;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Market.Tests;

// Longer than 300 lines: a table of broken files, with the whole message for each.
public class BarReaderProblemTests
{
    private const string Good = "2010-03-19T07:00:00Z,1.15,1.3,1.1,1.2,5,0.0001";

    /// <summary>Each kind of bad row: what stands in it, and the whole text that the user reads.</summary>
    public static TheoryData<string, string> BadRows => new()
    {
        
        {
            "2010-03-19T06:00:00Z,1.15,1.3,1.1,1.2,5,0.0001",
            "The time '2010-03-19T06:00:00Z' comes before that of the bar before it, 2010-03-19T07:00:00Z. Sort the rows by time, "
                + "oldest first."
        },
        
        {
            "2010-03-19T07:00:00Z,1.15,1.3,1.1,1.2,5,0.0001",
            "The time '2010-03-19T07:00:00Z' is also that of the bar before. Keep one of the two rows."
        },
        
        {
            "2010-03-19T25:00:00Z,1.15,1.3,1.1,1.2,5,0.0001",
            "The time '2010-03-19T25:00:00Z' cannot be read. Write times as 2024-01-31T21:00:00Z."
        },
        
        {
            "2010-13-19T08:00:00Z,1.15,1.3,1.1,1.2,5,0.0001",
            "The time '2010-13-19T08:00:00Z' cannot be read. Write times as 2024-01-31T21:00:00Z."
        },
        
        {
            "2010-02-29T08:00:00Z,1.15,1.3,1.1,1.2,5,0.0001",
            "The time '2010-02-29T08:00:00Z' cannot be read. Write times as 2024-01-31T21:00:00Z."
        },
        
        {
            "03/19/2010 08:00:00,1.15,1.3,1.1,1.2,5,0.0001",
            "The time '03/19/2010 08:00:00' cannot be read. Write times as 2024-01-31T21:00:00Z."
        },
        { ",1.15,1.3,1.1,1.2,5,0.0001", "The time '' cannot be read. Write times as 2024-01-31T21:00:00Z." },
        
        {
            "2010-03-19T08:00:00Z,NaN,1.3,1.1,1.2,5,0.0001",
            "open is 'NaN', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,inf,1.1,1.2,5,0.0001",
            "high is 'inf', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,1e999,1.1,1.2,5,0.0001",
            "high is '1e999', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,1.3,n/a,1.2,5,0.0001",
            "low is 'n/a', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,1.3,1.1,,5,0.0001",
            "close is '', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,1.3,1.1,1.2,NaN,0.0001",
            "volume is 'NaN', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,1.3,1.1,1.2,5,",
            "spread is '', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row."
        },
        { "2010-03-19T08:00:00Z,1.15,1.3,0,1.2,5,0.0001", "low is 0, but prices are above 0. Correct the price or remove the row." },
        
        {
            "2010-03-19T08:00:00Z,-1.15,1.3,1.1,1.2,5,0.0001", "open is -1.15, but prices are above 0. Correct the price or remove the row."
        },
        { "2010-03-19T08:00:00Z,1.15,1.1,1.3,1.2,5,0.0001", "high is 1.1, below low, which is 1.3. Correct the prices or remove the row." },
        
        {
            "2010-03-19T08:00:00Z,1.35,1.3,1.1,1.2,5,0.0001",
            "open is 1.35, outside low to high, 1.1 to 1.3. Correct the prices or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,1.3,1.1,1.05,5,0.0001",
            "close is 1.05, outside low to high, 1.1 to 1.3. Correct the prices or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,1.3,1.1,1.2,-5,0.0001",
            "volume is -5, but it cannot be negative. Correct the number or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,1.3,1.1,1.2,5,-0.0001",
            "spread is -0.0001, but it cannot be negative. Correct the number or remove the row."
        },
        
        {
            "2010-03-19T08:00:00Z,1.15,1.3,1.1,1.2",
            "The row has 5 fields, but the header has 7. Write one field per column, and a point, not a comma, in decimals."
        },
        
        {
            "2010-03-19T08:00:00Z,1,15,1,3,1,1,1,2,5,0",
            "The row has 11 fields, but the header has 7. Write one field per column, and a point, not a comma, in decimals."
        },
        
        {
            "2010-03-19T08:00:00Z",
            "The row has 1 field, but the header has 7. Write one field per column, and a point, not a comma, in decimals."
        },
    };

    [Theory]
    [MemberData(nameof(BadRows))]
    public void Read_BadRow_NamesFileLineValueAndRemedy(string row, string message)
    {
        string later = Good.Replace("03-19", "03-20", StringComparison.Ordinal);

        Assert.Equal([$"eurusd.csv:3: {message}"], BarText.Problems(BarText.Header, Good, row));
        Assert.Equal([$"eurusd.csv:3: {message}"], BarText.Problems(BarText.Header, Good, row, later, "", "", "", "", ""));

        // The same through CsvHelper, which the quotes ask for.
        Assert.Equal(
            [$"eurusd.csv:3: {message}"],
            BarText.Problems(BarText.Header, Good.Replace("1.15", "\"1.15\"", StringComparison.Ordinal), row, later));
    }

    [Theory]
    [InlineData("", "eurusd.csv: The file is empty. Give a CSV file with at least one bar.")]
    [InlineData("\r\n \n", "eurusd.csv: The file is empty. Give a CSV file with at least one bar.")]
    [InlineData("time,open,high,low,close\n", "eurusd.csv: The file has a header, but no bars. Give at least one row below it.")]
    [InlineData("time,open,high,low,close", "eurusd.csv: The file has a header, but no bars. Give at least one row below it.")]
    [
        InlineData(
            "time,open,high,close\n",
            "eurusd.csv:1: There is no column for low; the header has: time, open, high, close. Name the columns time, open, high, low, "
                + "close and, where you have them, volume and spread.")
    ]
    [
        InlineData(
            "\nwhen,open,close\n",
            "eurusd.csv:2: There is no column for time, high, low; the header has: when, open, close. Name the columns time, open, "
                + "high, low, close and, where you have them, volume and spread.")
    ]
    [
        InlineData(
            "hello world\n",
            "eurusd.csv:1: The first line, 'hello world', is neither a header with the columns of a bar nor a bar. Give the columns "
                + "time, open, high, low, close and, where you have them, volume and spread, or an export of MetaTrader 4 or 5, "
                    + "HistData, Dukascopy or pandas.")
    ]
    [
        InlineData(
            "\u001f\u0001\u0002,,,,\n",
            "eurusd.csv:1: The first line, '???,,,,', is neither a header with the columns of a bar nor a bar. Give the columns time, "
                + "open, high, low, close and, where you have them, volume and spread, or an export of MetaTrader 4 or 5, HistData, "
                    + "Dukascopy or pandas.")
    ]
    [
        InlineData(
            "time,open,high,low,close\n2010-03-19T07:00:00Z,\"1.15,1.3,1.1,1.2\n2010-03-19T08:00:00Z,1.15,1.3,1.1,1.2",
            "eurusd.csv:2: The quotes in '2010-03-19T07:00:00Z,\"1.15,1.3,1.1,1.2' do not match. Close each quote on its line, or "
                + "remove them.")
    ]
    public void Read_BadFile_SaysWhatToGiveInstead(string text, string message) =>
        Assert.Equal([message], BarText.ProblemsOf(() => BarText.Read(text)));

    /// <summary>Formats without a header: the first row says how many fields there are.</summary>
    [Theory]
    [
        InlineData(
            "2010.03.19,07:00,1.15,1.3,1.1,1.2,5",
            "2010.03.19,08:00,1.15,1.3,1.1,1.2",
            "The row has 6 fields, but the first row has 7. Write one field per column, and a point, not a comma, in decimals.")
    ]
    [
        InlineData(
            "2010.03.19,07:00,1.15,1.3,1.1,1.2,5",
            "2010.03.19,24:00,1.15,1.3,1.1,1.2,5",
            "The time '2010.03.19 24:00' cannot be read. Write times as 2024-01-31T21:00:00Z.")
    ]
    [
        InlineData(
            "2010.03.19,07:00,1.15,1.3,1.1,1.2,5",
            "2010.03.19,06:00,1.15,1.3,1.1,1.2,5",
            "The time '2010.03.19 06:00' comes before that of the bar before it, 2010-03-19T07:00:00Z. Sort the rows by time, oldest "
                + "first.")
    ]
    [
        InlineData(
            "20100319 070000;1.15;1.3;1.1;1.2;5",
            "20100319 080000;1.15;1.3;1.1",
            "The row has 4 fields, but the first row has 6. Write one field per column, and a point, not a comma, in decimals.")
    ]
    [
        InlineData(
            "20100319 070000;1.15;1.3;1.1;1.2;5",
            "20100319 080000;1,15;1.3;1.1;1.2;5",
            "open is '1,15', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row.")
    ]
    public void Read_BadRowWithoutHeader_NamesFileLineValueAndRemedy(string first, string row, string message) =>
        Assert.Equal([$"eurusd.csv:2: {message}"], BarText.Problems(first, row));

    [Fact]
    public void Read_BadContentInGzip_SaysTheSameAsPlain()
    {
        foreach (
            string text in new[]
            {
                string.Empty, $"{BarText.Header}\n", $"{BarText.Header}\n{Good.Replace("1.15", "x", StringComparison.Ordinal)}\n"
            })
        {
            using var packed = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(Encoding.UTF8.GetBytes(text));

            // Nothing at all is packed into nothing at all.
            Assert.Equal(
                BarText.ProblemsOf(() => BarText.Read(text)), BarText.ProblemsOf(() => BarReader.Read(packed.ToArray(), "eurusd.csv")));
        }
    }

    [Fact]
    public void Read_OneProblemTooMany_CountsIt() =>
        Assert.Equal(
            "eurusd.csv: There is 1 more of this kind, up to line 5: a time that cannot be read.",
            BarText.Problems([BarText.Header, .. Enumerable.Range(0, 4).Select(i => $"bad{i},1,1,1,1,0,0")])[3]);

    [Fact]
    public void Read_DamagedGzip_SaysSo()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"{i * 7919}"))));
        byte[] whole = packed.ToArray();
        byte[] damaged = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8];

        const string Message = "eurusd.csv.gz: The file starts like gzip, but cannot be unpacked: it is cut off or damaged. Make or "
            + "download it again.";
        Assert.Equal([Message], BarText.ProblemsOf(() => BarReader.Read(damaged, "eurusd.csv.gz")));
        foreach (int cut in new[] { 1, 4, 8, 9, 200, whole.Length - 20, whole.Length - 12 })
            Assert.Equal([Message], BarText.ProblemsOf(() => BarReader.Read(whole[..^cut], "eurusd.csv.gz")));
    }

    [Fact]
    public void Read_SeveralProblems_ListsAllOfARowAndOfTheFile()
    {
        string[] problems = BarText.Problems(
            BarText.Header,
            "2010-03-19T07:00:00Z,abc,xyz,1.1,1.2,5,0",
            "2010-03-19T06:00:00Z,0,1.3,-1,1.2,-5,0",
            "2010-03-19T06:30:00Z,1.2,1.2,1.2,1.2,5,0");

        Assert.Equal(
            [
                "eurusd.csv:2: open is 'abc', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row.",
                "eurusd.csv:2: high is 'xyz', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row.",
                "eurusd.csv:3: open is 0, but prices are above 0. Correct the price or remove the row.",
                "eurusd.csv:3: low is -1, but prices are above 0. Correct the price or remove the row.",
                "eurusd.csv:3: volume is -5, but it cannot be negative. Correct the number or remove the row.",
                "eurusd.csv:3: The time '2010-03-19T06:00:00Z' comes before that of the bar before it, 2010-03-19T07:00:00Z. Sort the "
                    + "rows by time, oldest first.",
            ],
            problems);
    }

    [Fact]
    public void Read_ManyProblemsOfTwoKinds_ListsThreeOfEachAndCountsTheRest()
    {
        string[] problems = BarText.Problems(
            [BarText.Header, .. Enumerable.Range(0, 57).Select(i => i % 2 == 0 ? $"bad{i},1,1,1,1,0,0" : $"{2000 + i}-01-01,1;2,1,1,1,0,0")]);

        Assert.Equal(8, problems.Length);
        Assert.Equal(["2", "3", "4", "5", "6", "7"], problems[..6].Select(problem => problem.Split(':')[1]));
        Assert.Equal("eurusd.csv: There are 26 more of this kind, up to line 58: a time that cannot be read.", problems[6]);
        Assert.Equal("eurusd.csv: There are 25 more of this kind, up to line 57: a field that is not a number.", problems[7]);
    }

    [Fact]
    public void Read_RowsInDescendingOrder_AreSaidFourTimesAtMost()
    {
        DateTime last = new(2021, 5, 1, 0, 0, 0, DateTimeKind.Utc);
        string[] problems = BarText.Problems(
            [BarText.Header, .. Enumerable.Range(0, 100).Select(i => $"{last.AddDays(-i):yyyy-MM-dd},1,1,1,1,0,0")]);

        Assert.Equal(4, problems.Length);
        Assert.Equal(
            "eurusd.csv: There are 96 more of this kind, up to line 101: a time before that of the bar before it.", problems[3]);
    }

    [Fact]
    public void Read_LongOrOddText_IsCutAndMadeVisible()
    {
        string[] problems = BarText.Problems(BarText.Header, $"2010-03-19T07:00:00Z,\u0007{new string('9', 400)}x,1,1,1,0,0");

        Assert.Equal(
            [
                $"eurusd.csv:2: open is '?{new string('9', 59)}…', which is not a number. Write digits with a decimal point, as in "
                    + $"1.2345, or remove the row."
            ],
            problems);
    }

    [Fact]
    public void Read_Gaps_AreNoProblem() =>
        Assert.Equal(3, BarText.Bars("time,open,high,low,close", "2007-01-01,1,1,1,1", "2007-01-02,1,1,1,1", "2018-01-01,1,1,1,1").Count);
}
