using System.Text.Json;

namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>Looks into journals.</summary>
internal static class JournalFile
{
    /// <summary>The ids of the results in an output folder's journal, in their order.</summary>
    public static string[] Ids(string folder) =>
        [
            .. File.ReadLines(Path.Combine(folder, "journal.jsonl")).Skip(1).Select(
                line => JsonElement.Parse(line).GetProperty("id").GetString()!)
        ];
}
