using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using InputPlace = ServerlessTuner.Core.Model.Problems.Place;

namespace ServerlessTuner.Core.Service.Agents;

/// <content>Numbers, and what is wrong with them.</content>
internal sealed partial class AgentBody
{
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
