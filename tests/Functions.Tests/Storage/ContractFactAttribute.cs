using ServerlessTuner.Functions.Tests.Storage;

namespace ServerlessTuner.Contracts;

/// <summary>A test of a contract; here all of them need the storage emulator.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContractFactAttribute : FactAttribute
{
    public ContractFactAttribute() => Skip = Azurite.Missing;
}
