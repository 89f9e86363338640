namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>What was traded: closed trades, and the profit of each bar.</summary>
internal sealed class TradingLedger
{
    private readonly List<double> bars = [];
    private double sum, peak;

    /// <summary>Closed trades.</summary>
    public int Trades { get; private set; }

    /// <summary>Those that won.</summary>
    public int Wins { get; private set; }

    /// <summary>Their bars together.</summary>
    public long Duration { get; private set; }

    /// <summary>The deepest fall of the profit, in basis points.</summary>
    public double Drawdown { get; private set; }

    /// <summary>The profit, in basis points.</summary>
    public double Profit => sum;

    /// <summary>Counts a trade that has ended.</summary>
    public void Close(double profit, int age)
    {
        (Trades, Duration) = (Trades + 1, Duration + age);
        Wins += profit > 0 ? 1 : 0;
    }

    /// <summary>Counts the profit of a bar.</summary>
    public void Add(double profit)
    {
        bars.Add(profit);
        sum += profit;
        peak = Math.Max(peak, sum);
        Drawdown = Math.Max(Drawdown, peak - sum);
    }

    /// <summary>Mean over standard deviation of the profits of bars, for a year; not a number where they do not vary.</summary>
    /// <param name="years">How long the bars took.</param>
    public double Sharpe(double years)
    {
        if (bars.Count < 2 || !(years > 0))
            return double.NaN;
        double mean = sum / bars.Count, squares = 0;
        foreach (double profit in bars)
            squares += (profit - mean) * (profit - mean);
        return squares > 0 ? mean / Math.Sqrt(squares / (bars.Count - 1)) * Math.Sqrt(bars.Count / years) : double.NaN;
    }
}
