namespace ServerlessTuner.Core.Service;

/// <summary>An answer other than success, thrown by the handlers.</summary>
internal sealed class ServiceFault(ServiceResponse response) : Exception($"HTTP {response.Status}")
{
    public ServiceResponse Response { get; } = response;
}
