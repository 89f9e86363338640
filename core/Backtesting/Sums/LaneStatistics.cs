namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>The statistics of sixteen trials that share their signals: what each lane of a sum has added up.</summary>
internal unsafe struct LaneStatistics
{
    /// <summary>Trades, the same in all lanes.</summary>
    public int Trades;

    /// <summary>Integer sums by lane.</summary>
    public fixed int Wins[16], Held[16], LosingRun[16], LongestLosingRun[16], LongestTrade[16], WorstOpen[16];

    /// <summary>Sums of points by lane; <c>Fall</c> is how far the closed profit is below its highest now.</summary>
    public fixed double Sum[16], Squares[16], LossSquares[16], GrossProfit[16], Fall[16], ClosedDrawdown[16], Drawdown[16];

    /// <summary>The statistics of one lane.</summary>
    public readonly TradeStatistics this[int lane] => new()
    {
        Trades = Trades,
        Wins = Wins[lane],
        Sum = Sum[lane],
        SumOfSquares = Squares[lane],
        SumOfLossSquares = LossSquares[lane],
        GrossProfit = GrossProfit[lane],
        ClosedDrawdown = Fall[lane],
        MaxClosedDrawdown = ClosedDrawdown[lane],
        MaxDrawdown = Drawdown[lane],
        WorstOpen = WorstOpen[lane],
        LongestTrade = LongestTrade[lane],
        BarsHeld = Held[lane],
        LosingRun = LosingRun[lane],
        LongestLosingRun = LongestLosingRun[lane],
    };
}
