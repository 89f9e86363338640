using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Settings;

/// <summary>The settings of a component, checked against their definitions, with defaults for those not given.</summary>
public sealed class SettingValues
{
    private readonly string path;
    private readonly ParameterSet given;
    private readonly Dictionary<string, ParameterValue> values = new(StringComparer.Ordinal);

    /// <summary>Checks the settings given.</summary>
    /// <param name="path">The path of the component: <c>sampler</c>.</param>
    /// <param name="component">What it is, for messages: <c>sampler tpe</c>.</param>
    /// <param name="settings">The settings it has.</param>
    /// <param name="given">The settings given.</param>
    /// <exception cref="InvalidInputException">A setting is unknown, or its value is not allowed.</exception>
    public SettingValues(string path, string component, IReadOnlyList<Setting> settings, ParameterSet given)
    {
        (this.path, this.given) = (path, given);
        var problems = new List<InputProblem>();
        foreach (string name in given.Names.Where(name => settings.All(setting => setting.Name != name)))
        {
            string advice = Nearest.Advice(name, [.. settings.Select(setting => setting.Name)]);
            problems.Add(new(PlaceOf(name), PathOf(name), null, $"{name} is not a setting of {component}.", advice));
        }

        foreach (Setting setting in settings)
        {
            if (!given.TryGet(setting.Name, out ParameterValue value))
                value = setting.Default;
            else if (setting.Check(PlaceOf(setting.Name), PathOf(setting.Name), value) is InputProblem problem)
                problems.Add(problem);
            values[setting.Name] = value;
        }

        if (problems.Count > 0)
            throw new InvalidInputException(problems);
    }

    /// <summary>Whether a setting has a value that is not null.</summary>
    public bool Has(string name) => values[name].Kind != ParameterKind.Null;

    /// <summary>Whether a setting was given, and is not its default for want of another.</summary>
    public bool IsGiven(string name) => given.TryGet(name, out _);

    /// <summary>A setting that is true or false.</summary>
    public bool Boolean(string name) => values[name].AsBoolean();

    /// <summary>A setting that is a whole number of 32 bits.</summary>
    public int Integer(string name) => (int)values[name].AsInteger();

    /// <summary>A setting that is a number.</summary>
    public double Number(string name) => values[name].AsDouble();

    /// <summary>A setting that is text.</summary>
    public string Text(string name) => values[name].ToString();

    /// <summary>The path of a setting, for messages.</summary>
    public string PathOf(string name) => $"{path}.{name}";

    /// <summary>The fault that a value does not go with the others.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="rule">What it must be, as it stands after "must be".</param>
    /// <param name="remedy">What to write instead.</param>
    public InvalidInputException Reject(string name, string rule, string remedy = "") =>
        new([InputProblem.Of(PlaceOf(name), PathOf(name), values[name].Show(), rule, remedy)]);

    /// <summary>The fault that a setting without a default has no value.</summary>
    public InvalidInputException Missing(string name, string remedy) =>
        new([new(PlaceOf(name), PathOf(name), null, $"{PathOf(name)} is missing.", remedy)]);

    /// <summary>A fault of several settings together.</summary>
    public InvalidInputException Fault(string detail, string remedy) =>
        new([new(Place.Field(path), path, null, $"{path} {detail}", remedy)]);

    private Place PlaceOf(string name) => Place.Field(PathOf(name));
}
