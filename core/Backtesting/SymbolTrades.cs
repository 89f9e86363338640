using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>The trades of one trial on one symbol under one scenario.</summary>
/// <param name="Bars">The symbol's bars.</param>
/// <param name="Trades">In the order of time; they never overlap.</param>
public sealed record SymbolTrades(Bars Bars, IReadOnlyList<BacktestTrade> Trades);
