using System.Globalization;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Backtesting.Tests.Formulas;

/// <summary>
/// Functions against TA-Lib 0.4 (the C library, as WebAssembly: npm talib-web 0.1.3) on 200 made-up bars. talib.csv holds the bars, the
/// calls, the first bar compared, and TA-Lib's values. Its ATR, DI and ADX start one bar later than Wilder's tables do; they are compared
/// where the start has faded away. Its OBV starts with the first volume, which was taken off.
/// </summary>
public class FormulaReferenceTests
{
    private static readonly string[][] Table = Read();

    public static TheoryData<int> Columns() => [.. Enumerable.Range(5, Table[0].Length - 5)];

    [Theory]
    [MemberData(nameof(Columns))]
    public void Values_OfTheFunction_AreThoseOfTaLib(int column)
    {
        double[] found = FormulaMake.Values(TheBars(), Table[0][column]);
        int first = int.Parse(Table[1][column], CultureInfo.InvariantCulture);

        for (int i = 0; i < found.Length; i++)
        {
            string text = Table[i + 2][column];
            if (text.Length == 0)
                Assert.True(double.IsNaN(found[i]) || Table[0][column] == "tr" || first == 140, $"bar {i} is {found[i]}");
            else if (i >= first)
                Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), found[i], 2e-9 * Math.Max(1, Math.Abs(found[i])));
        }
    }

    internal static Bars TheBars() => new(
        "X",
        0.01,
        [.. Enumerable.Range(0, Table.Length - 2).Select(i => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i).Ticks)],
        Numbers(0),
        Numbers(1),
        Numbers(2),
        Numbers(3),
        Numbers(4),
        new double[Table.Length - 2]);

    private static double[] Numbers(int column) =>
        [.. Table[2..].Select(row => double.Parse(row[column], CultureInfo.InvariantCulture))];

    private static string[][] Read()
    {
        using Stream stream = typeof(FormulaReferenceTests).Assembly.GetManifestResourceStream(
            "ServerlessTuner.Backtesting.Tests.Formulas.talib.csv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';'))];
    }
}
