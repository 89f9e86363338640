namespace ServerlessTuner.Core.Service;

/// <summary>The trades on one symbol, by columns. Times are seconds since 1970, UTC, of bars' opens.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="PipSize">The size of a pip in quote units.</param>
/// <param name="Entry">When each trade begins.</param>
/// <param name="Exit">In which bar it ends.</param>
/// <param name="Side">1 for long, −1 for short.</param>
/// <param name="EntryPrice">The price at which it begins, before costs.</param>
/// <param name="ExitPrice">The price at which it ends, before costs.</param>
/// <param name="ProfitPips">Profit in pips, after costs.</param>
/// <param name="WorstPips">The lowest profit while it was open.</param>
/// <param name="Bars">The prices.</param>
public sealed record SymbolTradesView(
    string Symbol,
    double PipSize,
    IReadOnlyList<double> Entry,
    IReadOnlyList<double> Exit,
    IReadOnlyList<int> Side,
    IReadOnlyList<double> EntryPrice,
    IReadOnlyList<double> ExitPrice,
    IReadOnlyList<double> ProfitPips,
    IReadOnlyList<double> WorstPips,
    BarsView Bars);
