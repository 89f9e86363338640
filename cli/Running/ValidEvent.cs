namespace ServerlessTuner.Cli.Running;

/// <summary>A study file has no faults.</summary>
/// <param name="Name">The study.</param>
/// <param name="Notes">How the file was understood.</param>
/// <param name="Remarks">What was assumed about its data, or looks wrong about them.</param>
internal sealed record ValidEvent(string Name, IReadOnlyList<string> Notes, IReadOnlyList<string> Remarks) : ProgressEvent;
