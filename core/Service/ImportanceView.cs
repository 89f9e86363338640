using ServerlessTuner.Core.Search.Analysis;

namespace ServerlessTuner.Core.Service;

/// <summary>How much each parameter matters (fANOVA), as <c>tuner importance</c> says it.</summary>
/// <param name="Trials">How many trials it is drawn from.</param>
/// <param name="Parameters">The weightiest first.</param>
public sealed record ImportanceView(int Trials, IReadOnlyList<ParameterWeight> Parameters);
