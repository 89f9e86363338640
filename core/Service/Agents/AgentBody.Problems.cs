using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using InputPlace = ServerlessTuner.Core.Model.Problems.Place;

namespace ServerlessTuner.Core.Service.Agents;

/// <content>Numbers, and what is wrong with them.</content>
internal sealed partial class AgentBody
{
    // Enough to recognise what was sent.
    private const int MostNames = 10;

    private double ReadNumber(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return double.NaN;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number))
            return number;
        Reject(path, value, "a finite number, or null where there is none", "Send the number without quotes.");
        return double.NaN;
    }

    private void Miss(string path, string remedy) => problems.Add(new InputProblem(InputPlace.Field(path), $"{path} is missing.", remedy));

    // What was sent under another name is most often what was meant.
    private void MissMetric(string name, string needed, string[] sent, IReadOnlyList<string> known)
    {
        string[] strange = [.. sent.Except(known)];
        string shown = string.Join(", ", sent.Take(MostNames).Select(Shorten)) + (sent.Length > MostNames ? ", …" : string.Empty);
        // val_loss for loss is further away than a slip of the pen.
        string? near = Nearest.Find(name, strange)
            ?? (strange.Length == 1 ? strange[0] : Array.Find(strange, other => other.Contains(name, StringComparison.OrdinalIgnoreCase)));
        string remedy = near is not null
            ? $"Did you mean to send {Shorten(near)} as {name}?"
            : $"Send {needed}.";
        problems.Add(
            new InputProblem(
                InputPlace.Field($"metrics.{name}"),
                $"metrics.{name}",
                sent.Length == 0 ? null : shown,
                $"metrics.{name} is missing: {(sent.Length == 0 ? "metrics is empty" : $"what was sent is {shown}")}.",
                remedy));
    }

    private static string Shorten(string name) => ParameterValue.Show(name, quoted: false);

    private void Reject(string path, JsonElement value, string expected, string remedy)
    {
        string text = value.GetRawText();
        problems.Add(InputProblem.Of(InputPlace.Field(path), path, text.Length <= 100 ? text : text[..100] + "…", expected, remedy));
    }

    private void Check()
    {
        if (problems.Count > 0)
            throw new InvalidInputException(problems);
    }
}
