namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>Eight signal rules under one exit rule: what each has added up.</summary>
internal unsafe struct ColumnState
{
    /// <summary>How many rules there are.</summary>
    public const int Lanes = 8;

    /// <summary>Integer sums by lane.</summary>
    public fixed int Trades[Lanes], Wins[Lanes], Held[Lanes], LosingRun[Lanes], LongestLosingRun[Lanes], LongestTrade[Lanes],
        WorstOpen[Lanes];

    /// <summary>Sums of points by lane; <c>Fall</c> is how far the closed profit is below its highest now.</summary>
    public fixed double Sum[Lanes], Squares[Lanes], LossSquares[Lanes], GrossProfit[Lanes], Fall[Lanes], ClosedDrawdown[Lanes],
        Drawdown[Lanes];

    /// <summary>The statistics of one lane.</summary>
    public readonly TradeStatistics this[int lane] => new()
    {
        Trades = Trades[lane],
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
