using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Learning.Tests.Models;

/// <summary>Small models on made bars.</summary>
internal static class ModelCase
{
    public static readonly Scenario Base = Scenario.Defaults[1];

    public static readonly ModelSource Source = new("study", 0, "test", new Dictionary<string, double>());

    /// <summary>Bars of a random walk.</summary>
    public static Bars Walk(int count, ulong seed = 1, string symbol = "EURUSD") =>
        BarGenerator.Generate(new BarGeneratorOptions { Symbol = symbol, Bars = count, Seed = seed });

    /// <summary>Bars whose next return leans where a slow wave points that their volume shows; it is known at the close before.</summary>
    public static Bars Planted(int count, double strength = 0.4, int seed = 1)
    {
        var random = new Random(seed);
        double[] open = new double[count], high = new double[count], low = new double[count], close = new double[count];
        double[] volume = new double[count];
        double price = 1.1, wave = 0;
        for (int i = 0; i < count; i++)
        {
            (open[i], high[i], low[i]) = (price, price, price);
            double lean = strength * wave;
            for (int part = 0; part < 4; part++)
            {
                price *= 1 + (0.0005 * (Normal(random) + (lean / 2)));
                (high[i], low[i]) = (Math.Max(high[i], price), Math.Min(low[i], price));
            }

            close[i] = price;
            wave = (0.9 * wave) + (Math.Sqrt(1 - 0.81) * Normal(random));
            volume[i] = 1000 + (100 * wave);
        }

        return new Bars("EURUSD", 0.0001, Walk(count).Times, open, high, low, close, volume, new double[count]);
    }

    /// <summary>The same bars with other prices from a bar on.</summary>
    public static Bars ChangedFrom(Bars bars, int first)
    {
        return new Bars(
            bars.Symbol, bars.PipSize, bars.Times, Other(bars.Open), Other(bars.High), Other(bars.Low), Other(bars.Close), bars.Volume, bars.Spread);

        // Each bar is scaled as a whole, so that low and high stay what they are.
        double[] Other(double[] prices) => [.. prices.Select((price, i) => i < first ? price : price * (1.5 + (0.2 * (i % 3))))];
    }

    public static ParameterSet Set(params (string Name, object Value)[] values) => new(
        [.. values.Select(pair => pair.Name)],
        [
            .. values.Select(pair => pair.Value switch
            {
                int number => ParameterValue.Of(number),
                double number => ParameterValue.Of(number),
                _ => ParameterValue.Of((string)pair.Value),
            })
        ]);

    /// <summary>A study's objective: few small trees, few features.</summary>
    public static ModelObjective Objective(
        IReadOnlyList<Bars> symbols, string model = "xgboost", ParameterSet? settings = null, ParameterSet? validation = null) => new(
        symbols,
        new ModelSpec(model, settings ?? ParameterSet.Empty, validation ?? Set(("cv_folds", 3)))
        {
            Features = [new("volume", "volume"), new("momentum", "close / close[3] - 1"), new("rsi", "rsi(close, 14)"), new("hour", "hour")],
        },
        7);

    public static ParameterSet Small(params (string Name, object Value)[] more) =>
        Set([("n_estimators", 15), ("max_depth", 3), ("learning_rate", 0.2), ("horizon_bars", 8), .. more]);

    /// <summary>The metrics of a trial, by name, and why it failed.</summary>
    public static (Dictionary<string, double> Metrics, string? Failure) Evaluate(
        ModelObjective objective, ParameterSet trial, Scenario? scenario = null)
    {
        var table = new MetricTable(1, objective.Metrics.Count);
        objective.Evaluate([trial], scenario ?? Base, objective.Steps, table, CancellationToken.None);
        double[] row = [.. table.Row(0)];
        return (objective.Metrics.Select((name, i) => (name, row[i])).ToDictionary(pair => pair.name, pair => pair.Item2), table.Failure(0));
    }

    /// <summary>The metrics as bits, so that the last one counts.</summary>
    public static long[] Bits(Dictionary<string, double> metrics) => [.. metrics.Values.Select(BitConverter.DoubleToInt64Bits)];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
