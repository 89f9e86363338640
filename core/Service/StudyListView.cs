namespace ServerlessTuner.Core.Service;

/// <summary>All studies.</summary>
/// <param name="Studies">The newest first.</param>
public sealed record StudyListView(IReadOnlyList<StudyView> Studies);
