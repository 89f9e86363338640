namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>A trade of one symbol.</summary>
/// <param name="EntryBar">The bar at whose open it begins.</param>
/// <param name="ExitBar">The bar in which it ends.</param>
/// <param name="Profit">Profit after costs, in points.</param>
/// <param name="Worst">The lowest profit while it was open, in points.</param>
/// <param name="Side">0 for long, 1 for short.</param>
/// <param name="Exit">Where in its last bar it ends.</param>
internal readonly record struct LoggedTrade(int EntryBar, int ExitBar, int Profit, int Worst, byte Side, ExitMoment Exit);
