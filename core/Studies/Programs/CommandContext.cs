namespace ServerlessTuner.Core.Studies.Programs;

/// <summary>What a command line depends on beside the study and the trial: the machine that runs it.</summary>
/// <param name="IsWindows">Whether there is no <c>env</c> to start a program with.</param>
/// <param name="Interpreter">What runs Python scripts there, such as <c>python</c>.</param>
/// <param name="ValuesFile">The file that holds the trial's values as JSON.</param>
/// <param name="Variable">The value of an environment variable, or null.</param>
public sealed record CommandContext(bool IsWindows, string Interpreter, string ValuesFile, Func<string, string?> Variable);
