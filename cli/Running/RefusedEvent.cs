using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Running;

/// <summary>The input cannot be used; nothing else follows.</summary>
/// <param name="Problems">All faults, as a service answers them.</param>
internal sealed record RefusedEvent(IReadOnlyList<FieldProblem> Problems) : ProgressEvent;
