namespace ServerlessTuner.Core.Backtesting;

/// <summary>One trade, as a backtest made it.</summary>
/// <param name="EntryTime">The open time of the bar at whose open it begins, UTC, as <see cref="DateTime.Ticks"/>.</param>
/// <param name="ExitTime">The open time of the bar in which it ends.</param>
/// <param name="Side">1 for long, −1 for short.</param>
/// <param name="EntryPrice">The price at which it begins, in quote units, before costs.</param>
/// <param name="ExitPrice">The price at which it ends, in quote units, before costs.</param>
/// <param name="ProfitPips">Profit in pips, after costs.</param>
/// <param name="WorstPips">The lowest profit while it was open, in pips, after costs.</param>
public readonly record struct BacktestTrade(
    long EntryTime, long ExitTime, int Side, double EntryPrice, double ExitPrice, double ProfitPips, double WorstPips);
