using System.Globalization;
using System.Text;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Model.Tests.Text;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0, "-0")]
    [InlineData(12, "12")]
    [InlineData(-7, "-7")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(451.3, "451.3")]
    [InlineData(0.00001, "1E-05")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(123456789012345, "123456789012345")]
    [InlineData(1e20, "1E+20")]
    [InlineData(999999999999999.9, "999999999999999.9")]
    [InlineData(2.2250738585072014E-308, "2.2250738585072014E-308")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NaN, "")]
    public void Number_KnownValues_AsTheRuntimeWritesThem(double value, string expected) => Assert.Equal(expected, Written(value));

    [Fact]
    public void Number_RandomValues_AsTheRuntimeWritesThem()
    {
        var random = new Random(5);
        var text = new CsvText();
        for (int i = 0; i < 400_000; i++)
        {
            double value = (i % 4) switch
            {
                // Any bits, everyday sizes, few decimals, and the neighbours of powers of two and of short decimals.
                0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
                1 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 17)),
                2 => Math.Round(random.NextDouble() * 10_000, random.Next(0, 6)),
                _ => BitConverter.Int64BitsToDouble(
                    BitConverter.DoubleToInt64Bits(
                        i % 8 == 3 ? Math.Pow(2, random.Next(-17, 50)) : Math.Pow(10, random.Next(-5, 15))) + random.Next(-2, 3)),
            };
            text.Clear();
            text.Number(value);
            string expected = double.IsNaN(value) ? string.Empty : value.ToString("R", CultureInfo.InvariantCulture);
            if (!text.Written.Span.SequenceEqual(Encoding.UTF8.GetBytes(expected)))
                Assert.Fail($"{expected} was written as {Encoding.UTF8.GetString(text.Written.Span)}.");
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+cmd|'/C calc'!A0", "'+cmd|'/C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("\tx", "'\tx")]
    [InlineData("=HYPERLINK(\"http://x\",1)", "\"'=HYPERLINK(\"\"http://x\"\",1)\"")]
    [InlineData("-5", "-5")]
    [InlineData("+1.5e3", "+1.5e3")]
    [InlineData("Größe €", "Größe €")]
    public void Text_Anything_IsQuotedAndHarmless(string text, string expected) => Assert.Equal(expected, Written(csv => csv.Text(text)));

    [Fact]
    public void Value_EachKind_AsItReadsBack()
    {
        Assert.Equal("5", Written(csv => csv.Value(ParameterValue.Of(5L))));
        Assert.Equal("-0.25", Written(csv => csv.Value(ParameterValue.Of(-0.25))));
        Assert.Equal("true", Written(csv => csv.Value(ParameterValue.Of(true))));
        Assert.Equal("'=x", Written(csv => csv.Value(ParameterValue.Of("=x"))));
        Assert.Equal("\"[1,2]\"", Written(csv => csv.Value(ParameterValue.OfJson("[1,2]"))));
        Assert.Equal(string.Empty, Written(csv => csv.Value(default)));
    }

    [Fact]
    public void Append_LongContent_GrowsAndKeepsAll()
    {
        var csv = new CsvText();
        for (int i = 0; i < 5000; i++)
            csv.Number((long)i).Comma();

        Assert.Equal(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},")), Encoding.UTF8.GetString(csv.Written.Span));
    }

    private static string Written(double value) => Written(csv => csv.Number(value));

    private static string Written(Action<CsvText> write)
    {
        var csv = new CsvText();
        write(csv);
        return Encoding.UTF8.GetString(csv.Written.Span);
    }
}
