using System.Globalization;
using ServerlessTuner.Core.Model.Text;

namespace ServerlessTuner.Cli.Running;

/// <summary>What progress says beside how much is done: trials that did not end well, and how fast trials end.</summary>
internal static class Outcomes
{
    /// <summary>The counts that are not 0, as <c>, 1 failed, 3 pruned</c>; empty where all went well.</summary>
    public static string Counts(long failed, long undefined, long pruned)
    {
        (long Count, string Name)[] all = [(failed, "failed"), (undefined, "undefined"), (pruned, "pruned")];
        return string.Concat(
            all.Where(entry => entry.Count > 0).Select(
                entry => string.Create(CultureInfo.InvariantCulture, $", {entry.Count:N0} {entry.Name}")));
    }

    /// <summary>What a run says that continues an earlier one.</summary>
    public static string Continuing(int resumed) =>
        $"Continuing: {ReadableNumber.Count(resumed, "piece")} of work {(resumed == 1 ? "was" : "were")} finished before.";

    /// <summary>A rate in the unit in which it is a number to remember; empty for 0.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        0 => string.Empty,
        >= 100 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0}/s"),
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:F1}/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{3600 * perSecond:N0}/h"),
    };
}
