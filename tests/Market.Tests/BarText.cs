using System.Text;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Market.Tests;

/// <summary>Reads bars from text, for tests.</summary>
internal static class BarText
{
    public const string Header = "time,open,high,low,close,volume,spread";

    public static BarFile Read(string text, string name = "eurusd.csv") => BarReader.Read(Encoding.UTF8.GetBytes(text), name);

    public static Bars Bars(params string[] lines) => Read(string.Join('\n', lines)).Bars;

    /// <summary>The messages with places that reading the lines gives, at least one.</summary>
    public static string[] Problems(params string[] lines) => ProblemsOf(() => Bars(lines));

    public static string[] ProblemsOf(Action action) =>
        [.. Assert.Throws<InvalidInputException>(action).Problems.Select(problem => problem.ToString())];

    public static long Ticks(string time) => DateTimeOffset.Parse(time, null, System.Globalization.DateTimeStyles.AssumeUniversal).UtcTicks;

    public static void AssertSame(Bars expected, Bars actual, bool volumeAndSpread = true)
    {
        Assert.Equal(expected.Times, actual.Times);
        AssertSameBits(expected.Open, actual.Open);
        AssertSameBits(expected.High, actual.High);
        AssertSameBits(expected.Low, actual.Low);
        AssertSameBits(expected.Close, actual.Close);
        if (volumeAndSpread)
        {
            AssertSameBits(expected.Volume, actual.Volume);
            AssertSameBits(expected.Spread, actual.Spread);
        }
    }

    public static void AssertSameBits(double[] expected, double[] actual) =>
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), actual.Select(BitConverter.DoubleToInt64Bits));
}
