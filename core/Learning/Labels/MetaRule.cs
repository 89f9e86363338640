using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Labels;

/// <summary>
/// A strategy whose signals are labelled: it gives the side, and the model learns whether to take it (López de Prado 2018, section 3.6).
/// </summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Settings">A value for every one of its settings.</param>
public sealed record MetaRule(string Strategy, ParameterSet Settings);
