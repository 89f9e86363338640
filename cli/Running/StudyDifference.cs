using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Cli.Running;

/// <summary>Says in what the study of a folder is another one than that which is to run there.</summary>
internal static class StudyDifference
{
    // What the file calls it, where the kept study has another word.
    private static readonly Dictionary<string, string> Words = new() { ["metrics"] = "metric", ["enqueued"] = "enqueue" };

    /// <summary>The fault of running a study in the folder of another one.</summary>
    /// <param name="spec">The study to run.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="identity">The study's identity with its data, as journals begin with.</param>
    /// <param name="kept">The identity in the folder's journal.</param>
    public static InvalidInputException Fault(StudySpec spec, string folder, string identity, string kept)
    {
        string[] now = identity.Split(';'), before = kept.Split(';');
        if (now[0] == before[0])
        {
            string[] changed = [
                .. now.Skip(1).Except(before).Concat(before.Skip(1).Except(now)).Select(pin => pin.Split('=')[0]).Distinct()
            ];
            return new InvalidInputException(
                "--out", $"The folder '{folder}' holds this study with other data: those of {And(changed)} have changed.", "Choose another "
                    + $"folder with --out, or remove this one.");
        }

        string[] keys = [.. Keys(spec, folder)];
        string difference = keys.Length == 0 ? string.Empty : $": {And(keys)} {(keys.Length == 1 ? "differs" : "differ")}";
        string same = keys.Length == 0 ? string.Empty : "Give it the same settings again, choose";
        return new InvalidInputException(
            "--out", $"The folder '{folder}' holds another "
                + $"study{difference}.", $"{(same.Length > 0 ? same : "Choose")} another folder with "
                + $"--out, continue the study that is there with 'tuner resume {folder}', or remove the folder.");
    }

    private static IEnumerable<string> Keys(StudySpec spec, string folder)
    {
        StudySpec earlier;
        try
        {
            earlier = StudyFolder.Load(folder);
        }
        catch (InvalidInputException)
        {
            // The first run was killed before it kept its study.
            return [];
        }

        using JsonDocument mine = Document(spec), theirs = Document(earlier);
        return [
            .. Members(mine).Concat(Members(theirs)).GroupBy(member => member.Name).Where(
                group => group.Count() == 1 || group.First().Text != group.Last().Text).Select(group => Describe(group.Key, mine, theirs))
        ];
    }

    // The values too, where they are short enough to be read in a sentence.
    private static string Describe(string key, JsonDocument mine, JsonDocument theirs) =>
        (Short(key, theirs), Short(key, mine)) is ({ } there, { } here) && there != here ? $"{key} ({there} there, {here} here)" : key;

    private static string? Short(string key, JsonDocument study)
    {
        JsonElement value = study.RootElement.EnumerateObject().FirstOrDefault(
            member => Words.GetValueOrDefault(member.Name, member.Name) == key).Value;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("name", out JsonElement name))
            value = name;
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => "none",
            JsonValueKind.String when value.GetString()!.Length <= 30 => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };
    }

    // Where the data lie and how many trials are wanted makes no other study.
    private static JsonDocument Document(StudySpec spec) => JsonDocument.Parse(StudyFile.Canonical(spec with
    {
        Budget = new BudgetSpec(),
        Data = [.. spec.Data.Select(data => data with { Source = string.Empty })],
    }));

    private static IEnumerable<(string Name, string Text)> Members(JsonDocument study) => study.RootElement.EnumerateObject()
        .SelectMany(member => member.Name == "objective" ? member.Value.EnumerateObject() : Enumerable.Repeat(member, 1))
        .Select(member => (Words.GetValueOrDefault(member.Name, member.Name), member.Value.GetRawText()));

    private static string And(string[] names) =>
        names.Length < 2 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
