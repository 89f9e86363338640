using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// Asks another pruner only when the trial has stopped getting better: when the best of its last <c>patience</c> + 1 values is
/// worse, by more than <c>min_delta</c>, than the best before them. Without another pruner it stops the trial itself.
/// </summary>
/// <remarks>As in Optuna, NaN is ignored, and a trial with nothing but NaN before or during the patience goes on.</remarks>
/// <param name="wrapped">The pruner to ask, or null.</param>
/// <param name="patience">Over how many steps the value may fail to improve; 0 or more.</param>
/// <param name="minDelta">By how much the value must get worse to count; 0 or more.</param>
public sealed class PatientPruner(IPruner? wrapped, int patience, double minDelta = 0) : IPruner
{
    /// <summary>The name and settings under which study files know it.</summary>
    public static PrunerInfo Info { get; } = new(
        "patient",
        "Asks another pruner only once a trial has stopped getting better; alone, stops it then.",
        [
            new(
                "wrapped_pruner",
                SettingKind.Custom,
                "The pruner to ask, as a name or as a mapping with name and settings; null to stop without asking."),
            Setting.Integer("patience", null, "Over how many steps a trial may fail to improve.", min: 0, max: int.MaxValue),
            Setting.Number("min_delta", 0, "By how much the value must get worse to count.", min: 0),
        ],
        (values, studyName) => values.Has("patience")
            ? new PatientPruner(Wrapped(values, studyName), values.Integer("patience"), values.Number("min_delta"))
            : throw values.Missing("patience", "Give a value, such as 3 to allow three steps without improvement."));

    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial)
    {
        if (reports.Find(trial) is not TrialTrack track || track.Count <= patience + 1)
            return PruneDecision.Continue;
        int split = track.Count - patience - 1;
        double before = Best(track.Values[..split], reports.Goal), after = Best(track.Values[split..], reports.Goal);
        bool stalled = reports.Goal == Goal.Minimize ? before + minDelta < after : before - minDelta > after;
        return !stalled ? PruneDecision.Continue : wrapped?.Decide(reports, trial) ?? PruneDecision.Stop;
    }

    // NaN where there is no number, so that every comparison with it is false.
    private static double Best(ReadOnlySpan<double> values, Goal goal)
    {
        double best = double.NaN;
        foreach (double value in values)
        {
            if (!double.IsNaN(value) && (double.IsNaN(best) || goal.IsBetter(value, best)))
                best = value;
        }

        return best;
    }

    private static IPruner? Wrapped(SettingValues values, string studyName)
    {
        if (!values.Has("wrapped_pruner"))
            return null;
        string text = values.Text("wrapped_pruner"), path = values.PathOf("wrapped_pruner");
        return PrunerRegistry.Create(text.StartsWith('{') ? ReadComponent(text, path) : new ComponentSpec(text), studyName, path);
    }

    private static ComponentSpec ReadComponent(string json, string path)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        ParameterSet members = ParameterSet.FromJson(document.RootElement);
        if (!members.TryGet("name", out ParameterValue name))
            throw new InvalidInputException(
                Place.Field(path + ".name"), $"{path}.name is missing.", "Name the pruner to ask, such as median.");
        int[] rest = [.. Enumerable.Range(0, members.Count).Where(i => members.Names[i] != "name")];
        return new ComponentSpec(
            name.ToString(), new ParameterSet([.. rest.Select(i => members.Names[i])], [.. rest.Select(i => members.Values[i])]));
    }
}
