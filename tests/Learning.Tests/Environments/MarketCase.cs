using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Learning.Tests.Environments;

/// <summary>Bars, worlds and policies that are made for a test.</summary>
internal static class MarketCase
{
    /// <summary>No costs at all.</summary>
    public static Scenario Free { get; } = new("free", SpreadFactor: 0, SpreadPips: 0);

    /// <summary>A random walk of hourly bars without gaps, with a drift for each bar.</summary>
    public static Bars Walk(int count, ulong seed, double deviation = 0.001, Func<int, double>? drift = null, string symbol = "EURUSD")
    {
        var random = new RandomStream(seed, 0);
        double price = 1.2;
        return Of(
            symbol,
            Enumerable.Range(0, count).Select(i =>
            {
                double open = price;
                price *= 1 + (deviation * random.NextNormal()) + (drift?.Invoke(i) ?? 0);
                double spare = deviation * random.NextDouble();
                return (open, Math.Max(open, price) * (1 + spare), Math.Min(open, price) * (1 - spare), price);
            }));
    }

    /// <summary>Hourly bars.</summary>
    public static Bars Of(string symbol, IEnumerable<(double Open, double High, double Low, double Close)> prices, double spread = 0.0001)
    {
        (double Open, double High, double Low, double Close)[] all = [.. prices];
        return new Bars(
            symbol,
            0.0001,
            [.. all.Select((_, i) => new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i).Ticks)],
            [.. all.Select(static bar => bar.Open)],
            [.. all.Select(static bar => bar.High)],
            [.. all.Select(static bar => bar.Low)],
            [.. all.Select(static bar => bar.Close)],
            [.. all.Select(static (_, i) => 100.0 + (i % 7))],
            [.. all.Select(_ => spread)]);
    }

    /// <summary>Settings of a policy.</summary>
    public static SettingValues Settings(string model, string environment, params (string Name, ParameterValue Value)[] given) =>
        new PolicySpec(
            model,
            new ParameterSet(
                ["environment", .. given.Select(static pair => pair.Name)],
                [ParameterValue.Of(environment), .. given.Select(static pair => pair.Value)]))
            .SettingsOf(ParameterSet.Empty);

    /// <summary>A policy that always does the same.</summary>
    public static Policy Constant(EnvironmentShape shape, params float[] action)
    {
        var policy = new PolicyShape(shape, [], Activation.Tanh, Activation.None, Normalises: false);
        var numbers = new FloatBuffer(policy.Network.End);
        action.CopyTo(numbers.Span[policy.Network.Layers[0].Biases..]);
        return new Policy(policy, numbers, Normalisation.None(shape.Observations));
    }
}
