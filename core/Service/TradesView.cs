namespace ServerlessTuner.Core.Service;

/// <summary>The trades of one trial under one scenario, made once more from the data as they are now.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Symbols">The symbols, in the order of the study file.</param>
public sealed record TradesView(long Trial, string Scenario, IReadOnlyList<SymbolTradesView> Symbols);
