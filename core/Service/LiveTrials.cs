namespace ServerlessTuner.Core.Service;

/// <summary>The trials of a study at work, as the page draws them.</summary>
/// <param name="Data">JSON, as <see cref="Studies.Reports.Pages.StudyPage"/> writes it.</param>
/// <param name="Count">How many trials its reader has then.</param>
public sealed record LiveTrials(ReadOnlyMemory<byte> Data, long Count);
