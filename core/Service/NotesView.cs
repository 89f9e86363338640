namespace ServerlessTuner.Core.Service;

/// <summary>What people write beside a study. Nothing of it decides anything.</summary>
public sealed record NotesView
{
    /// <summary>A note on the study, Markdown.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Tags of the study.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Trials that were starred, by number.</summary>
    public IReadOnlyList<long> Stars { get; init; } = [];

    /// <summary>Notes on trials by number.</summary>
    public IReadOnlyDictionary<string, string> Trials { get; init; } = new Dictionary<string, string>();
}
