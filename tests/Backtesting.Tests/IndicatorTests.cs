using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>
/// Indicators against the worked examples that StockCharts ChartSchool publishes as spreadsheets with its articles
/// (cs-rsi.xls, cs-atr.xls, cs-bbands.xls, cs-movavg.xls), to the digits given there.
/// </summary>
public class IndicatorTests
{
    private static readonly double[] AverageCloses =
    [
        22.2734, 22.194, 22.0847, 22.1741, 22.184, 22.1344, 22.2337, 22.4323, 22.2436, 22.2933, 22.1542, 22.3926, 22.3816, 22.6109, 23.3558,
        24.0519, 23.753, 23.8324, 23.9516, 23.6338, 23.8225, 23.8722, 23.6537, 23.187, 23.0976, 23.326, 22.6805, 23.0976, 22.4025, 22.1725,
    ];

    [Fact]
    public void Rsi_PublishedExample_Agrees()
    {
        double[] closes =
        [
            44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.614, 46.282,
            46.282, 46.0028, 46.0328,
            46.4116, 46.2222, 45.6439, 46.2122, 46.2521, 45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205,
            42.6628, 43.1314,
        ];

        ExpectPublished(
            [
                70.5328, 66.3186, 66.5498, 69.4063, 66.3552, 57.9749, 62.9296, 63.2571, 56.0593, 62.3771,
                54.7076, 50.4228, 39.9898, 41.4605, 41.8689, 45.4632, 37.304, 33.0795, 37.773,
            ],
            Series.Rsi(closes, 14),
            1e-3);
    }

    [Fact]
    public void Rsi_WithoutLossesOrMoves_HasItsLimits()
    {
        Assert.Equal(100, Series.Rsi([1, 2, 3, 4], 2)[3]);
        Assert.Equal(0, Series.Rsi([4, 3, 2, 1], 2)[3]);
        Assert.Equal(50, Series.Rsi([1, 1, 1, 1], 2)[3]);
    }

    [Fact]
    public void Atr_PublishedExample_Agrees()
    {
        double[] high =
        [
            48.7, 48.72, 48.9, 48.87, 48.82, 49.05, 49.2, 49.35, 49.92, 50.19, 50.12, 49.66, 49.88, 50.19, 50.36,
            50.57, 50.65, 50.43, 49.63, 50.33, 50.29, 50.17, 49.32, 48.5, 48.3201, 46.8, 47.8, 48.39, 48.66, 48.79,
        ];
        double[] low =
        [
            47.79, 48.14, 48.39, 48.37, 48.24, 48.635, 48.94, 48.86, 49.5, 49.87, 49.2, 48.9, 49.43, 49.725, 49.26,
            50.09, 50.3, 49.21, 48.98, 49.61, 49.2, 49.43, 48.08, 47.64, 41.55, 44.2833, 47.31, 47.2, 47.9, 47.7301,
        ];
        double[] close =
        [
            48.16, 48.61, 48.75, 48.63, 48.74, 49.03, 49.07, 49.32, 49.91, 50.13, 49.53, 49.5, 49.75, 50.03, 50.31,
            50.52, 50.41, 49.34, 49.37, 50.23, 49.2375, 49.93, 48.43, 48.18, 46.57, 45.41, 47.77, 47.72, 48.62, 47.85,
        ];

        ExpectPublished(
            [
                0.555, 0.593929, 0.585791, 0.568949, 0.615452, 0.61792, 0.642354, 0.674329, 0.69277,
                0.775429, 0.78147, 1.209229, 1.30262, 1.38029, 1.366698, 1.336219, 1.316482,
            ],
            Series.Atr(high, low, close, 14),
            1e-5);
    }

    [Fact]
    public void Bollinger_PublishedExample_Agrees()
    {
        PointSeries series = SeriesOf(
        [
            86.1557, 89.0867, 88.7829, 90.3228, 89.0671, 91.1453, 89.4397, 89.175, 86.9302, 87.6752, 86.9596, 89.4299, 89.3221, 88.7241,
            87.4497, 87.2634, 89.4985, 87.9006, 89.126, 90.7043, 92.9001,
            92.9784, 91.8021, 92.6647, 92.6843, 92.3021, 92.7725, 92.5373, 92.949, 93.2039, 91.0669, 89.8318, 89.7435, 90.3994, 90.7387,
            88.0177, 88.0867, 88.8439, 90.7781, 90.5416, 91.3894, 90.65,
        ]);

        ExpectPublished(
            [
                91.291862, 91.949268, 92.612595, 92.9342, 93.31195, 93.72845, 93.899592, 94.266255, 94.565096, 94.786912, 95.043001,
                94.907605, 94.902912, 94.89532, 94.861013, 94.673629, 94.556593, 94.678752, 94.575786, 94.534271, 94.532306, 94.369251,
                94.148503,
            ],
            InUnits(new BollingerLine(20, 2), series),
            1e-5);
        Assert.Equal(86.124018, InUnits(new BollingerLine(20, -2), series)[19], 1e-5);
        Assert.Equal(87.951857, InUnits(new BollingerLine(20, -2), series)[41], 1e-5);
    }

    [Fact]
    public void Sma_PublishedExample_Agrees() => ExpectPublished(
        [
            22.22475, 22.21283, 22.23269, 22.26238, 22.30606, 22.42324, 22.61499, 22.76692, 22.90693, 23.07773, 23.21178,
            23.37861, 23.52657, 23.65378, 23.71139, 23.68557, 23.61298, 23.50573, 23.43225, 23.27734, 23.13121,
        ],
        InUnits(new SmaLine(10), SeriesOf(AverageCloses)),
        1e-9);

    [Fact]
    public void Ema_PublishedExample_Agrees() => ExpectPublished(
        [
            22.22,
            22.21,
            22.24,
            22.27,
            22.33,
            22.52,
            22.80,
            22.97,
            23.13,
            23.28,
            23.34,
            23.43,
            23.51,
            23.53,
            23.47,
            23.40,
            23.39,
            23.26,
            23.23,
            23.08,
            22.92
        ],
        Series.Ema(AverageCloses, 10),
        0.0061);

    [Fact]
    public void Macd_OfItsAverages_IsTheirDifference()
    {
        PointSeries series = SeriesOf(AverageCloses);
        double[] fast = new EmaLine(3).Compute(series), slow = new EmaLine(8).Compute(series), macd = new MacdLine(3, 8).Compute(series);
        double[] signal = new MacdSignalLine(3, 8, 4).Compute(series);

        Assert.Equal(fast[20] - slow[20], macd[20]);
        // The signal starts with the simple average of the first four differences, which begin at index 7.
        Assert.True(double.IsNaN(signal[9]));
        Assert.Equal((macd[7] + macd[8] + macd[9] + macd[10]) / 4, signal[10], 1e-6);
        Assert.Equal(signal[10] + (0.4 * (macd[11] - signal[10])), signal[11], 1e-6);
    }

    [Fact]
    public void Channel_OfRandomBars_IsTheExtremeOfThePreviousBars()
    {
        var series = new PointSeries(Make.RandomBars(new Random(3), 300));
        double[] highest = new HighestLine(7).Compute(series), lowest = new LowestLine(7).Compute(series);

        Assert.All(Enumerable.Range(0, 7), t => Assert.True(double.IsNaN(highest[t]) && double.IsNaN(lowest[t])));
        for (int t = 7; t < series.Count; t++)
        {
            Assert.Equal(series.High[(t - 7)..t].Max(), highest[t]);
            Assert.Equal(series.Low[(t - 7)..t].Min(), lowest[t]);
        }
    }

    [Fact]
    public void Sma_OfEqualMeans_TiesExactly()
    {
        // Sums of 0.1 and 0.2 would not be equal in floating point.
        PointSeries series = SeriesOf([.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 0.1 : 0.2)]);

        Assert.Equal(new SmaLine(2).Compute(series)[10..], new SmaLine(6).Compute(series)[10..]);
    }

    [Theory]
    [InlineData(1.1, 0.0001, 10_000)]
    [InlineData(110.123, 0.01, 10_000)]
    [InlineData(4_000.0, 0.01, 1_000)]
    [InlineData(100_000.0, 0.0001, 1)]
    public void Points_OfAnyPrice_FitThirtyBits(double price, double pip, int perPip)
    {
        var series = new PointSeries(Make.Bars([[price, price, price, price]], "X", pip));

        Assert.Equal(perPip, series.PointsPerPip);
        Assert.Equal(price, series.Open[0] / series.PointsPerUnit, 1e-12 * price);
    }

    [Fact]
    public void Points_OfTooManyPips_AreRefused()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(
            () => new PointSeries(Make.Bars([[200_000, 200_000, 200_000, 200_000]], "BTCUSD", 0.0001)));

        Assert.Equal(
            "BTCUSD: a price of 200000 is more than 1,000,000,000 pips of 0.0001. Set a larger pip size for BTCUSD.", error.Message);
    }

    private static void ExpectPublished(double[] expected, double[] found, double tolerance)
    {
        int undefined = found.Length - expected.Length;
        Assert.All(found[..undefined], value => Assert.True(double.IsNaN(value)));
        Assert.All(expected.Zip(found[undefined..]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static PointSeries SeriesOf(double[] closes) =>
        new(Make.Bars([.. closes.Select(close => (double[])[close, close, close, close])], "X", 0.0001));

    private static double[] InUnits(Line line, PointSeries series) =>
        [.. line.Compute(series).Select(value => value / series.PointsPerUnit)];
}
