namespace ServerlessTuner.Core.Studies.Files.Options;

/// <summary>An option as a user gave it.</summary>
/// <param name="Option">The option.</param>
/// <param name="Text">The value as it was typed, or the content of the file.</param>
/// <param name="FileName">The file's name, for messages; null for options that take no file.</param>
public sealed record OptionText(StudyOption Option, string Text, string? FileName = null);
