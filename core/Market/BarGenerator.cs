using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>Makes up bars that behave like those of a currency pair.</summary>
/// <remarks>
/// Returns are normal with a variance that follows GARCH(1,1) (Bollerslev 1986) from bar to bar, times a pattern over the hours of
/// the day; a bar's high and low come from the path within it. The market is closed from Friday 21:00 to Sunday 21:00 UTC and opens
/// with a jump. The spread widens at night, at the end of the New York day, and with volatility. Prices are whole points from the
/// start, and only operations that IEEE 754 fixes are used, so that every machine makes the same bytes.
/// </remarks>
public sealed class BarGenerator
{
    private const int StepsPerBar = 8;
    private const double TradingSecondsPerYear = 52 * 5 * 24 * 3600;
    private const double MaxStep = 0.05;
    private const double MaxVariance = 50;
    private const double TicksPerHour = 2000;

    /// <summary>Volatility of each hour of the day (UTC) relative to the mean: quiet nights, London's morning, New York's.</summary>
    private static readonly double[] HourVolatility =
        [
            0.60,
            0.55,
            0.60,
            0.60,
            0.55,
            0.65,
            0.90,
            1.25,
            1.40,
            1.25,
            1.10,
            1.05,
            1.20,
            1.60,
            1.65,
            1.50,
            1.20,
            0.95,
            0.80,
            0.70,
            0.65,
            0.45,
            0.50,
            0.55
        ];

    /// <summary>Spread of each hour of the day (UTC) relative to the busiest.</summary>
    private static readonly double[] HourSpread =
        [
            1.40,
            1.30,
            1.30,
            1.30,
            1.30,
            1.25,
            1.10,
            1.00,
            1.00,
            1.00,
            1.00,
            1.00,
            1.00,
            1.00,
            1.00,
            1.00,
            1.05,
            1.10,
            1.15,
            1.20,
            1.40,
            3.00,
            2.20,
            1.60
        ];

    private readonly BarGeneratorOptions options;
    private readonly double pointsPerUnit;
    private readonly double stepDeviation;
    private RandomStream random;
    private double price;
    private double variance = 1;
    private long time;
    private bool reopens;

    private BarGenerator(BarGeneratorOptions options)
    {
        options.Check();
        this.options = options;
        pointsPerUnit = BarGeneratorOptions.PowerOfTen(options.Digits);
        double stepSeconds = options.Interval.TotalSeconds / StepsPerBar;
        stepDeviation = options.AnnualVolatility * Math.Sqrt(stepSeconds / TradingSecondsPerYear);
        random = new RandomStream(options.Seed, NumberOf(options.Symbol), StreamPurpose.Bars);
        price = options.EffectivePrice;
        time = options.Start.Ticks - (options.Start.Ticks % TimeSpan.TicksPerSecond);
    }

    /// <summary>The bars in memory; the same as reading what <see cref="WriteCsv"/> writes.</summary>
    /// <exception cref="InvalidInputException">An option makes no sense.</exception>
    public static Bars Generate(BarGeneratorOptions options)
    {
        var generator = new BarGenerator(options);
        int count = options.Bars;
        var times = new long[count];
        double[] open = new double[count],
            high = new double[count],
            low = new double[count],
            close = new double[count],
            volume = new double[count],
            spread = new double[count];
        for (int i = 0; i < count; i++)
        {
            MadeBar bar = generator.Next();
            times[i] = bar.Time;
            open[i] = bar.Open / generator.pointsPerUnit;
            high[i] = bar.High / generator.pointsPerUnit;
            low[i] = bar.Low / generator.pointsPerUnit;
            close[i] = bar.Close / generator.pointsPerUnit;
            volume[i] = bar.Volume;
            spread[i] = bar.Spread / generator.pointsPerUnit;
        }

        return new Bars(options.Symbol, options.EffectivePipSize, times, open, high, low, close, volume, spread);
    }

    /// <summary>Writes the bars as ISO CSV with all seven columns, a buffer at a time.</summary>
    /// <exception cref="InvalidInputException">An option makes no sense.</exception>
    public static void WriteCsv(BarGeneratorOptions options, Stream stream)
    {
        var generator = new BarGenerator(options);
        var writer = new BarCsvWriter(stream, options.Digits);
        for (int i = 0; i < options.Bars; i++)
            writer.Write(generator.Next());
        writer.Flush();
    }

    private static ulong NumberOf(string symbol)
    {
        ulong number = 0;
        foreach (char c in symbol)
            number = RandomStream.Mix(number + c);
        return number;
    }

    private MadeBar Next()
    {
        SkipClosedHours();
        if (reopens)
        {
            // What happened meanwhile shows in the first price: about four hours' worth.
            double hourSteps = TimeSpan.TicksPerHour * StepsPerBar / (double)options.Interval.Ticks;
            Move(stepDeviation * Math.Sqrt(4 * hourSteps));
            reopens = false;
        }

        double deviation = Math.Sqrt(variance) * stepDeviation;
        double start = price, highest = price, lowest = price, seasonal = 0;
        for (int step = 0; step < StepsPerBar; step++)
        {
            double factor = HourVolatility[HourAt(time + (options.Interval.Ticks / StepsPerBar * step))];
            seasonal += factor * factor;
            Move(deviation * factor);
            highest = Math.Max(highest, price);
            lowest = Math.Min(lowest, price);
        }

        // The return in units of what was expected without GARCH's part: its square has mean 1 where the variance is 1.
        double shock = ((price / start) - 1) / (stepDeviation * Math.Sqrt(seasonal));
        double calm = Math.Sqrt(variance);
        var bar = new MadeBar(time, Points(start), Points(highest), Points(lowest), Points(price), Volume(seasonal, calm), Spread(calm));
        variance = Math.Min(
            MaxVariance,
            1 - options.Reaction - options.Persistence + (options.Reaction * shock * shock) + (options.Persistence * variance));
        time += options.Interval.Ticks;
        return bar;
    }

    private void Move(double deviation) => price *= 1 + Math.Clamp(deviation * random.NextNormal(), -MaxStep, MaxStep);

    private void SkipClosedHours()
    {
        while (IsClosed(time))
        {
            time += options.Interval.Ticks;
            reopens = true;
        }
    }

    /// <summary>Friday 21:00 to Sunday 21:00, for the time at which a bar opens.</summary>
    private static bool IsClosed(long ticks)
    {
        var moment = new DateTime(ticks, DateTimeKind.Utc);
        return moment.DayOfWeek switch
        {
            DayOfWeek.Friday => moment.Hour >= 21,
            DayOfWeek.Saturday => true,
            DayOfWeek.Sunday => moment.Hour < 21,
            _ => false,
        };
    }

    private static int HourAt(long ticks) => (int)(ticks / TimeSpan.TicksPerHour % 24);

    private long Points(double value) => Math.Max(1, (long)Math.Round(value * pointsPerUnit));

    private long Volume(double seasonal, double calm)
    {
        double expected = TicksPerHour * options.Interval.TotalHours * Math.Sqrt(seasonal / StepsPerBar) * calm;
        return Math.Max(1, (long)(expected * (0.7 + (0.6 * random.NextDouble()))));
    }

    private long Spread(double calm)
    {
        double pips = options.SpreadPips * HourSpread[HourAt(time)] * (0.75 + (0.25 * calm)) * (0.85 + (0.3 * random.NextDouble()));

        // News: now and then a quote is several times as wide.
        double news = random.NextDouble();
        if (news < 0.002)
            pips *= 2 + (1500 * news);
        return (long)Math.Round(pips * options.EffectivePipSize * pointsPerUnit);
    }
}
