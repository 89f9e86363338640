using System.Text;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Files.Json;

namespace ServerlessTuner.Core.Studies.Files.Yaml;

/// <summary>
/// One value of a study file with the place where it was written. A value from the command line is such a node as well,
/// its place being the flag, so that both are checked by the same code.
/// </summary>
internal sealed class StudyNode
{
    private StudyNode(NodeKind kind, Place place) => (Kind, Place) = (kind, place);

    /// <summary>What the node is.</summary>
    public NodeKind Kind { get; }

    /// <summary>Where it was written: <c>study.yaml:12:5</c>, or a flag such as <c>--seed</c>.</summary>
    public Place Place { get; }

    /// <summary>Whether the value came from the command line, so that relative paths mean the working directory.</summary>
    public bool FromCommandLine => Place.Kind == PlaceKind.Option;

    /// <summary>The value of a scalar.</summary>
    public ParameterValue Value { get; private init; }

    /// <summary>A scalar as it was written.</summary>
    public string Text { get; private init; } = string.Empty;

    /// <summary>The items of a list.</summary>
    public List<StudyNode> Items { get; } = [];

    /// <summary>The members of a mapping, in the order written.</summary>
    public List<NodeMember> Members { get; } = [];

    /// <summary>How many nodes this one stands for, itself included; shared (aliased) nodes count every time.</summary>
    public long Weight { get; set; } = 1;

    /// <summary>How many characters the scalars within have; shared ones count every time.</summary>
    public long Size { get; set; }

    /// <summary>Whether this is the null scalar, also a key without a value.</summary>
    public bool IsNull => Kind == NodeKind.Scalar && Value.Kind == ParameterKind.Null;

    /// <summary>Whether this is a scalar that reads as text.</summary>
    public bool IsText => Kind == NodeKind.Scalar && Value.Kind == ParameterKind.Text;

    /// <summary>A scalar; <paramref name="plain"/> ones are read by YAML's core schema, quoted ones are text.</summary>
    public static StudyNode Scalar(Place place, string text, bool plain = true) =>
        new(NodeKind.Scalar, place) { Text = text, Size = text.Length, Value = plain ? CoreSchema.Resolve(text) : ParameterValue.Of(text) };

    /// <summary>An empty list.</summary>
    public static StudyNode List(Place place, params ReadOnlySpan<StudyNode> items)
    {
        var node = new StudyNode(NodeKind.List, place);
        node.Items.AddRange(items);
        return node;
    }

    /// <summary>An empty mapping.</summary>
    public static StudyNode Mapping(Place place) => new(NodeKind.Mapping, place);

    /// <summary>The value of a member, or null where there is none.</summary>
    public StudyNode? Find(string name)
    {
        foreach (NodeMember member in Members)
        {
            if (member.Name == name)
                return member.Node;
        }

        return null;
    }

    /// <summary>Replaces a member in place, or adds it at the end.</summary>
    public void Set(string name, StudyNode node)
    {
        var member = new NodeMember(name, node.Place, node);
        int index = Members.FindIndex(other => other.Name == name);
        if (index < 0)
            Members.Add(member);
        else
            Members[index] = member;
    }

    /// <summary>Removes a member; a missing one is no error.</summary>
    public void Remove(string name) => Members.RemoveAll(member => member.Name == name);

    /// <summary>The value as a parameter takes it: lists and mappings become JSON text.</summary>
    public ParameterValue ToValue() => Kind == NodeKind.Scalar ? Value : ParameterValue.OfJson(ToJson());

    /// <summary>The node for an error message, shortened.</summary>
    public string Show()
    {
        if (IsNull)
            return "empty";
        return ParameterValue.Show(Kind == NodeKind.Scalar ? Text : ToJson(), Kind == NodeKind.Scalar && Value.Kind == ParameterKind.Text);
    }

    private string ToJson()
    {
        var json = new StringBuilder();
        AppendJson(json);
        return json.ToString();
    }

    // Spaced as people write it, since list values keep this text in result files.
    private void AppendJson(StringBuilder json)
    {
        switch (Kind)
        {
            case NodeKind.Scalar:
                AppendScalar(json);
                break;
            case NodeKind.List:
                json.Append('[');
                for (int i = 0; i < Items.Count; i++)
                {
                    if (i > 0)
                        json.Append(", ");
                    Items[i].AppendJson(json);
                }

                json.Append(']');
                break;
            default:
                json.Append('{');
                for (int i = 0; i < Members.Count; i++)
                {
                    if (i > 0)
                        json.Append(", ");
                    JsonText.AppendQuoted(json, Members[i].Name);
                    json.Append(": ");
                    Members[i].Node.AppendJson(json);
                }

                json.Append('}');
                break;
        }
    }

    private void AppendScalar(StringBuilder json)
    {
        switch (Value.Kind)
        {
            case ParameterKind.Null:
                json.Append("null");
                break;
            case ParameterKind.Text:
                JsonText.AppendQuoted(json, Text);
                break;
            case ParameterKind.Float when !double.IsFinite(Value.AsDouble()):
                JsonText.AppendQuoted(json, Value.ToString());
                break;
            case ParameterKind.Float:
                string number = Value.ToString();
                json.Append(number).Append(number.AsSpan().IndexOfAny('.', 'E') < 0 ? ".0" : string.Empty);
                break;
            default:
                json.Append(Value.ToString());
                break;
        }
    }
}
