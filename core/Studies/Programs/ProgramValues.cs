using System.Text.Json.Nodes;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Programs;

/// <summary>A trial's values as a program gets them: nested where the study file nests its parameters.</summary>
public static class ProgramValues
{
    /// <summary>The values, in the order of the search space; of a nested group all that is in it, where its first value stands.</summary>
    /// <param name="values">The trial's values, by flat names such as <c>optimizer.lr</c>.</param>
    /// <param name="groups">The flat names of the groups, such as <c>optimizer</c>; other dots are part of a name.</param>
    public static JsonObject Nest(ParameterSet values, IReadOnlyList<string> groups)
    {
        var root = new JsonObject();
        for (int i = 0; i < values.Count; i++)
        {
            (JsonObject owner, string name) = Place(root, values.Names[i], groups);
            owner[name] = NodeOf(values.Values[i]);
        }

        return root;
    }

    private static (JsonObject Owner, string Name) Place(JsonObject root, string flat, IReadOnlyList<string> groups)
    {
        JsonObject owner = root;
        int start = 0;
        for (int dot = flat.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = flat.IndexOf('.', dot + 1))
        {
            if (!groups.Contains(flat[..dot]))
                continue;
            string name = flat[start..dot];
            if (owner[name] is not JsonObject inner)
                owner[name] = inner = [];
            (owner, start) = (inner, dot + 1);
        }

        return (owner, flat[start..]);
    }

    // Through the text, so that a float that is whole keeps its point: Python tells 1 and 1.0 apart.
    private static JsonNode? NodeOf(ParameterValue value)
    {
        using var written = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(written))
            value.WriteTo(json);
        return JsonNode.Parse(written.GetBuffer().AsSpan(0, (int)written.Length));
    }
}
