using System.CommandLine;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Client;

/// <summary>The flags with which a command reaches a service.</summary>
internal static class RemoteOptions
{
    /// <summary>The variable that names the service.</summary>
    public const string ServerVariable = "TUNER_SERVER";

    /// <summary>The variable that holds the key.</summary>
    public const string KeyVariable = "TUNER_KEY";

    /// <summary>Where the service is.</summary>
    public static Option<string?> Server { get; } = new("--server")
    {
        Description = $"The address of a service, such as http://127.0.0.1:7071. Default: the variable {ServerVariable}."
    };

    /// <summary>The key it asks for.</summary>
    public static Option<string?> Key { get; } = new("--key")
    {
        Description = $"The key of the service. Better: the variable {KeyVariable}."
    };

    /// <summary>The service that a command line names, or null.</summary>
    public static string? ServerOf(ParseResult parsed) =>
        parsed.GetValue(Server) is { Length: > 0 } given
            ? given
            : Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } known ? known : null;

    /// <summary>A client for the service that a command line names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="patience">How long a service is waited for that does not answer, or null for a moment.</param>
    /// <param name="usual">The service where the command line names none, or null to refuse that.</param>
    /// <exception cref="InvalidInputException">It names none.</exception>
    public static ServiceClient Connect(ParseResult parsed, TimeSpan? patience = null, string? usual = null)
    {
        string server = ServerOf(parsed) ?? usual ?? throw new InvalidInputException(
            "--server", $"No service is named.", $"Give --server http://127.0.0.1:7071, or set {ServerVariable}.");
        return new ServiceClient(
            server, (parsed.GetValue(Key) ?? Environment.GetEnvironmentVariable(KeyVariable)) is { Length: > 0 } key ? key : null)
        {
            Patience = patience ?? TimeSpan.FromSeconds(3),
        };
    }
}
