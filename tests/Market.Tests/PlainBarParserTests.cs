using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Market.Tests;

/// <summary>The hand-written parser gives what the library gives, to the last bit.</summary>
public class PlainBarParserTests
{
    [Fact]
    public void Read_RandomNumbersInManyForms_EqualDoubleParse()
    {
        var random = new Random(20240131);
        for (int round = 0; round < 60; round++)
        {
            string[] numbers = [
                .. Enumerable.Range(0, 250).Select(_ => NumberText(random)).Where(
                    text => double.Parse(text, CultureInfo.InvariantCulture) is > 0 and < double.PositiveInfinity)
            ];
            var text = new StringBuilder("time,open,high,low,close,volume,spread\n");
            for (int i = 0; i < numbers.Length; i++)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{new DateTime(2000, 1, 1).AddMinutes(i):yyyy-MM-dd HH:mm:ss},{numbers[i]},{numbers[i]},{numbers[i]},{numbers[i]},{numbers[^(i + 1)]},{numbers[i]}\n");

            Bars bars = BarText.Read(text.ToString()).Bars;

            double[] expected = [.. numbers.Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            BarText.AssertSameBits(expected, bars.Open);
            BarText.AssertSameBits(expected, bars.Close);
            BarText.AssertSameBits(expected, bars.Spread);
            BarText.AssertSameBits([.. expected.Reverse()], bars.Volume);
        }
    }

    [Fact]
    public void Read_EveryLengthAndPlaceOfThePoint_EqualsDoubleParse()
    {
        var random = new Random(7);
        List<string> numbers = [
            "5.",
            ".5",
            "0.1",
            "00000001.5",
            "9007199254740992",
            "9007199254740993",
            "9007199254740.993",
            "0.30000000000000004",
            "1e5",
            "1.5E-3",
            "+2.5"
        ];
        for (int digits = 1; digits <= 22; digits++)
        {
            for (int point = 0; point <= digits; point++)
            {
                string text = string.Concat(Enumerable.Range(0, digits).Select(_ => (char)('1' + random.Next(9))));
                numbers.Add(text.Insert(point, "."));
                numbers.Add(text);
            }
        }

        string rows = string.Concat(
            numbers.Select((number, i) => $"{new DateTime(2000, 1, 1).AddDays(i):yyyy-MM-dd},{number},{number},{number},{number}\n"));

        BarText.AssertSameBits(
            [.. numbers.Select(number => double.Parse(number, CultureInfo.InvariantCulture))],
            BarText.Read("time,open,high,low,close\n" + rows).Bars.Low);
    }

    [Fact]
    public void Read_RandomTimesInManyForms_EqualTheLibrary()
    {
        string[] forms = [
            "yyyy-MM-ddTHH:mm:ssZ",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-ddTHH:mm",
            "yyyy-MM-dd HH:mm:ss.fffffff",
            "yyyy-MM-ddTHH:mm:sszzz",
            "yyyy-MM-dd HH:mmzzz"
        ];
        var random = new Random(99);
        var expected = new List<long>();
        var text = new StringBuilder("close,time,open,low,high\r\n");
        var moment = new DateTimeOffset(1999, 12, 31, 23, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < 3000; i++)
        {
            moment = moment.AddMinutes(1 + random.Next(5000));
            string form = forms[random.Next(forms.Length)];
            TimeSpan offset = form.EndsWith("zzz", StringComparison.Ordinal)
                ? TimeSpan.FromMinutes(15 * random.Next(-48, 56))
                : TimeSpan.Zero;
            expected.Add(moment.UtcTicks);
            text.Append(
                CultureInfo.InvariantCulture, $"1,{moment.ToOffset(offset).ToString(form, CultureInfo.InvariantCulture)},1,1,1\r\n");
        }

        Assert.Equal(expected, BarText.Read(text.ToString()).Bars.Times);
    }

    /// <summary>The same rows with one field quoted go through CsvHelper: both ways accept, refuse and complain alike.</summary>
    [Fact]
    public void Read_RandomlyDamagedFiles_SameOutcomeAsThroughCsvHelper()
    {
        const string Alphabet = "0123456789.,-+TZ: eEN\r";
        var random = new Random(4711);
        int accepted = 0, refused = 0;
        for (int round = 0; round < 1500; round++)
        {
            var text = new StringBuilder();
            for (int i = 0; i < 6; i++)
                text.Append(CultureInfo.InvariantCulture, $"2020-01-0{i + 1}T00:00:00Z,1.1{i},1.2{i},1.0{i},1.15,{i},0.0001\n");
            for (int damage = random.Next(4); damage > 0; damage--)
                text[random.Next(text.Length)] = Alphabet[random.Next(Alphabet.Length)];
            string rows = text.ToString();
            const string Header = "time,open,high,low,close,volume,spread\n";

            (Bars? plain, string plainProblems) = TryRead(Header + rows);
            (Bars? quoted, string quotedProblems) = TryRead("\"time\",open,high,low,close,volume,spread\n" + rows);

            // A lone carriage return ends a line for CsvHelper, and is a stray character here; both refuse the row.
            if (rows.Contains('\r'))
                Assert.Equal(plain is null, quoted is null);
            else
                Assert.Equal(plainProblems, quotedProblems);
            if (plain is null)
            {
                refused++;
                continue;
            }

            accepted++;
            BarText.AssertSame(quoted!, plain);
        }

        Assert.True(accepted > 300 && refused > 300, $"{accepted} accepted, {refused} refused");
    }

    [Fact]
    public void Read_EveryCutOfAFile_IsReadOrRefusedWithoutReadingBeyondIt()
    {
        string text = "time,open,high,low,close,volume,spread\n" + string.Concat(
            Enumerable.Range(1, 4).Select(i => $"2020-01-0{i}T00:00:00Z,1.1,1.2,1.0,1.1,{i},0.0001\n"));
        byte[] content = Encoding.UTF8.GetBytes(text + "9,9");
        int whole = 0;
        for (int length = 0; length <= text.Length; length++)
        {
            try
            {
                // The bytes behind the cut must not matter.
                Bars bars = BarReader.Read(new ArraySegment<byte>(content, 0, length), "cut.csv").Bars;
                BarText.AssertSame(BarReader.Read(content[..length], "cut.csv").Bars, bars);
                whole++;
            }
            catch (InvalidInputException)
            {
            }
        }

        // Whole rows with and without their line end, and rows cut within their last number.
        Assert.InRange(whole, 8, 40);
    }

    private static (Bars? Bars, string Problems) TryRead(string text)
    {
        try
        {
            return (BarText.Read(text).Bars, string.Empty);
        }
        catch (InvalidInputException invalid)
        {
            return (null, invalid.Message);
        }
    }

    private static string NumberText(Random random)
    {
        double number = random.Next(4) switch
        {
            0 => random.NextDouble() * 2,
            1 => random.NextDouble() * 200,
            2 => random.Next(100_000) / 100_000.0,
            _ => Math.Exp((random.NextDouble() - 0.3) * 60),
        };
        return random.Next(8) switch
        {
            0 => number.ToString("R", CultureInfo.InvariantCulture),
            1 => number.ToString("F2", CultureInfo.InvariantCulture),
            2 => number.ToString("F9", CultureInfo.InvariantCulture),
            3 => number.ToString("F17", CultureInfo.InvariantCulture),
            4 => number.ToString("E8", CultureInfo.InvariantCulture),
            5 => Math.Ceiling(number).ToString("F0", CultureInfo.InvariantCulture),
            _ => number.ToString("F5", CultureInfo.InvariantCulture),
        };
    }
}
