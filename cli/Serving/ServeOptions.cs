using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Serving;

/// <summary>How a service is run.</summary>
public sealed record ServeOptions
{
    /// <summary>The folder of all state.</summary>
    public required string Root { get; init; }

    /// <summary>The folder that data paths of studies start from; nothing outside can be read.</summary>
    public required string DataRoot { get; init; }

    /// <summary>The folder of the registry of models; null for <c>models</c> in <see cref="Root"/>.</summary>
    public string? Models { get; init; }

    /// <summary>The address to listen on. Other than a loopback address, it needs <see cref="Key"/>.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>The key that every request must bring, or null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Threads that evaluate, for all studies together.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>How many studies are at work at once; the others wait.</summary>
    public int Studies { get; init; } = 4;

    /// <summary>What is accepted.</summary>
    public ServiceLimits Limits { get; init; } = new();
}
