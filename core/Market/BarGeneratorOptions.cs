using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Market;

/// <summary>What bars a <see cref="BarGenerator"/> makes.</summary>
public sealed record BarGeneratorOptions
{
    /// <summary>The symbol; it decides the usual price and pip size, and with the seed the course of prices.</summary>
    public string Symbol { get; init; } = "EURUSD";

    /// <summary>The seed: the same options give the same bytes on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many bars; 1 or more. Default 20,000.</summary>
    public int Bars { get; init; } = 20_000;

    /// <summary>The time between bars, from one second to one day. Default one hour.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The first bar-open time (UTC), moved on to when the market opens.</summary>
    public DateTime Start { get; init; } = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The first price, above 0; null for about the usual one of the symbol.</summary>
    public double? Price { get; init; }

    /// <summary>The pip size in quote units; null for the usual one. Prices have one digit more.</summary>
    public double? PipSize { get; init; }

    /// <summary>Standard deviation of a year's return. Default 0.09, a major currency pair's.</summary>
    public double AnnualVolatility { get; init; } = 0.09;

    /// <summary>
    /// How strongly a bar's squared return raises the variance of the next (alpha of GARCH(1,1)), in [0, 1). Default 0.06; 0 together
    /// with <see cref="Persistence"/> = 0 for constant volatility.
    /// </summary>
    public double Reaction { get; init; } = 0.06;

    /// <summary>
    /// How much of the variance carries over to the next bar (beta of GARCH(1,1)), in [0, 1); with the reaction below 1. Default 0.93.
    /// </summary>
    public double Persistence { get; init; } = 0.93;

    /// <summary>The spread in the busiest hours, in pips; 0 or more. Default 0.8; nights and the hour after 21:00 UTC are dearer.</summary>
    public double SpreadPips { get; init; } = 0.8;

    /// <summary>The pip size used.</summary>
    internal double EffectivePipSize => PipSize ?? Core.Market.Bars.DefaultPipSize(Symbol);

    /// <summary>The first price used.</summary>
    internal double EffectivePrice => Price ?? Symbol.ToUpperInvariant() switch
    {
        "EURUSD" => 1.1,
        "GBPUSD" => 1.3,
        "AUDUSD" => 0.7,
        "NZDUSD" => 0.65,
        "EURGBP" => 0.86,
        "USDCHF" => 0.95,
        "USDCAD" => 1.3,
        "XAUUSD" => 1500,
        string symbol => symbol.EndsWith("JPY", StringComparison.Ordinal) ? 130 : 1,
    };

    /// <summary>Decimal places of the prices: one more than the pip has.</summary>
    internal int Digits
    {
        get
        {
            int digits = 1;
            for (double pip = EffectivePipSize; pip < 0.99 && digits < 12; pip *= 10)
                digits++;
            return digits;
        }
    }

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidInputException">Some make no sense; all are listed.</exception>
    internal void Check()
    {
        List<InputProblem> problems = [];
        Require(Bars >= 1, "bars", Bars, "must be 1 or more");
        Require(
            Interval >= TimeSpan.FromSeconds(1) && Interval <= TimeSpan.FromDays(1) && Interval.Ticks % TimeSpan.TicksPerSecond == 0,
            "interval",
            Interval,
            "must be whole seconds, from one second to one day");
        Require(
            EffectivePipSize > 0 && double.IsFinite(EffectivePipSize),
            "pip_size",
            EffectivePipSize,
            "must be a number above 0, such as 0.0001");
        double points = EffectivePrice * PowerOfTen(Digits);
        Require(points is >= 100 and <= 1e12, "price", EffectivePrice, "must be 100 to 1,000,000,000,000 times the last digit, 1/10 pip");
        Require(AnnualVolatility is > 0 and <= 5, "volatility", AnnualVolatility, "must be above 0 and at most 5");
        Require(Reaction is >= 0 and < 1, "reaction", Reaction, "must be in [0, 1)");
        Require(
            Persistence >= 0 && Reaction + Persistence < 1,
            "persistence",
            Persistence,
            "must be 0 or more, and below 1 together with the reaction");
        Require(SpreadPips is >= 0 and <= 1e6, "spread", SpreadPips, "must be 0 to 1,000,000 pips");

        // Weekends take less than twice the trading time.
        Require(
            Start.Ticks + (2.0 * Bars * Interval.Ticks) < DateTime.MaxValue.Ticks,
            "bars",
            Bars,
            "would reach beyond the year 9999; choose fewer, a shorter interval or an earlier start");
        if (problems.Count > 0)
            throw new InvalidInputException(problems);

        void Require(bool holds, string name, object value, string rule)
        {
            if (!holds)
                problems.Add(new InputProblem(Place.Field("synth"), $"{name} is {value}, but {rule}."));
        }
    }

    /// <summary>10 to the given power, exact up to 22.</summary>
    internal static double PowerOfTen(int power)
    {
        double result = 1;
        for (int i = 0; i < power; i++)
            result *= 10;
        return result;
    }
}
