namespace ServerlessTuner.Contracts;

/// <summary>A test of a contract; what this project tests is always at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContractFactAttribute : FactAttribute;
