namespace ServerlessTuner.Core.Backtesting;

/// <summary>How a trade would end by itself.</summary>
/// <param name="Kind">What ends it.</param>
/// <param name="Bar">The bar in which it ends.</param>
/// <param name="Pips">What it earns before costs.</param>
public readonly record struct TradeEnd(TradeEndKind Kind, int Bar, double Pips);
