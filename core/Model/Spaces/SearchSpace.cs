using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>All parameters of a study, in the order of the study file, and the constraints on them.</summary>
public sealed partial class SearchSpace
{
    private readonly string[] names;
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private readonly int[] order;
    private readonly (int Parent, Condition Condition)[][] conditions;
    private readonly (IConstraint Constraint, int[] Parameters)[] constraints;
    private readonly Lazy<Grid?> grid;
    private InvalidInputException? uncountable;

    /// <summary>Creates a space.</summary>
    /// <exception cref="InvalidInputException">
    /// Doubled names, bad bounds, or conditions and constraints that name unknown parameters or wait for each other.
    /// </exception>
    public SearchSpace(IReadOnlyList<Parameter> parameters, IReadOnlyList<IConstraint>? constraints = null)
    {
        Parameters = parameters;
        Constraints = constraints ?? [];
        names = [.. parameters.Select(parameter => parameter.Name)];
        var problems = new List<InputProblem>();
        for (int i = 0; i < names.Length; i++)
        {
            if (!indexes.TryAdd(names[i], i))
                problems.Add(new(PlaceOf(names[i]), $"'{names[i]}' is defined twice.", "Rename one of the two."));
            problems.AddRange(
                parameters[i].Distribution.Faults().Select(fault => new InputProblem(PlaceOf(names[i]), $"{names[i]}: {fault}")));
        }

        conditions = [.. parameters.Select((parameter, i) => Resolve(i, parameter, problems))];
        this.constraints = [.. Constraints.Select(constraint => (constraint, Resolve(constraint, problems)))];
        order = problems.Count == 0 ? ActivationOrder(problems) : [];
        if (problems.Count > 0)
            throw new InvalidInputException(problems);
        IsConditional = conditions.Any(list => list.Length > 0);
        grid = new Lazy<Grid?>(MakeGrid);
    }

    /// <summary>The parameters, in the order of the study file.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The constraints; a trial meets all of them.</summary>
    public IReadOnlyList<IConstraint> Constraints { get; }

    /// <summary>Whether some parameter is active only for some values of others.</summary>
    public bool IsConditional { get; }

    /// <summary>The names, in the order of <see cref="Parameters"/>; shared by all points without inactive parameters.</summary>
    public string[] Names => names;

    /// <summary>Indexes of the parameters such that parents precede their children; otherwise the order of the study file.</summary>
    public ReadOnlySpan<int> Order => order;

    public ReadOnlySpan<(int Parent, Condition Condition)> ConditionsOf(int parameter) => conditions[parameter];

    internal ReadOnlySpan<(IConstraint Constraint, int[] Parameters)> ResolvedConstraints => constraints;

    /// <summary>
    /// How many points the grid has: the product of all values, without those that violate a constraint, and with points that
    /// differ in inactive parameters only counted once. Null where a parameter is continuous. Saturates at <see cref="long.MaxValue"/>.
    /// </summary>
    /// <exception cref="InvalidInputException">No point meets the constraints, or they couple too many values to be counted.</exception>
    public long? GridSize => (grid.Value ?? (uncountable is null ? null : throw uncountable))?.Count;

    /// <summary>As <see cref="GridSize"/>, but null where the points are too entangled to be counted.</summary>
    /// <exception cref="InvalidInputException">No point meets the constraints.</exception>
    public long? KnownSize => grid.Value?.Count;

    /// <summary>
    /// The point with the given number in the grid: the last parameter varies fastest, as in nested loops written in the order
    /// of the study file (a parent before its children, wherever it is written). Constant time without constraints,
    /// logarithmic in the number of values with them.
    /// </summary>
    /// <exception cref="InvalidInputException">The space has no grid, or no point meets the constraints.</exception>
    public ParameterSet GridPoint(long number) => (grid.Value ?? throw uncountable ?? NoGrid()).Point(number);

    /// <summary>The number of a point in the grid, or −1 where it is not one of them or the space has no grid.</summary>
    public long GridNumber(ParameterSet point) => grid.Value?.NumberOf(point) ?? -1;

    /// <summary>The fault of asking for a grid over a continuum, naming each parameter that has no countable values.</summary>
    public InvalidInputException NoGrid() => new(
        [.. Parameters.Where(parameter => parameter.Distribution.Count is null).Select(parameter => new InputProblem(
            PlaceOf(parameter.Name),
            $"{parameter.Name} is continuous, and a grid needs countable values.",
            "Give it a step (q) or a list of values, or choose another sampler, such as random."))]);

    /// <summary>The index of a parameter, or −1.</summary>
    public int IndexOf(string name) => indexes.TryGetValue(name, out int index) ? index : -1;

    /// <summary>What keeps values from being a trial of this space, each a sentence with the remedy; empty when they are one.</summary>
    public IReadOnlyList<string> Faults(ParameterSet values)
    {
        var faults = new List<string>();
        foreach (string name in values.Names)
        {
            if (IndexOf(name) < 0)
                faults.Add($"{name} is not a parameter of this study. Remove it.");
        }

        foreach (int i in order)
        {
            bool active = IsActive(i, values), given = values.TryGet(names[i], out ParameterValue value);
            if (active && !given)
                faults.Add($"{names[i]} has no value. Give it one.");
            else if (given && !active)
                faults.Add($"{names[i]} has the value {value}, but is not active with these values. Remove it.");
            else if (given && !Parameters[i].Distribution.Contains(value))
                faults.Add($"{names[i]} is {value}, which is outside its range. Choose a value inside, or widen the range.");
        }

        if (faults.Count == 0)
            faults.AddRange(
                constraints.Where(entry => !Holds(entry.Constraint, values)).Select(
                    entry => $"the values {values} violate the constraint '{entry.Constraint.Text}'. Change the values or the "
                        + $"constraint."));
        return faults;
    }

    /// <summary>
    /// The values in the order and spelling of this space (5 as 5.0 for a float), without those of inactive parameters, or null
    /// where they are not a trial of this space: a value missing or out of range, or a constraint violated.
    /// </summary>
    public ParameterSet? Normalize(ParameterSet values)
    {
        var all = new ParameterValue?[names.Length];
        foreach (int i in order)
        {
            if (!IsActive(i, all))
                continue;
            if (!values.TryGet(names[i], out ParameterValue value)
                || Parameters[i].Distribution.Normalize(value) is not ParameterValue normal)
                return null;
            all[i] = normal;
        }

        ParameterSet point = Compose(all);
        return Admits(point) ? point : null;
    }

    /// <summary>Whether active values meet all constraints. A constraint on an inactive parameter is met.</summary>
    public bool Admits(ParameterSet values)
    {
        foreach ((IConstraint constraint, _) in constraints)
        {
            if (!Holds(constraint, values))
                return false;
        }

        return true;
    }

    /// <summary>A trial from one value per parameter; values of inactive parameters are null.</summary>
    public ParameterSet Compose(ReadOnlySpan<ParameterValue?> all)
    {
        int count = 0;
        foreach (ParameterValue? value in all)
            count += value is null ? 0 : 1;
        var values = new ParameterValue[count];
        string[] presentNames = count == names.Length ? names : new string[count];
        for (int i = 0, next = 0; i < all.Length; i++)
        {
            if (all[i] is not ParameterValue value)
                continue;
            presentNames[next] = names[i];
            values[next++] = value;
        }

        return new ParameterSet(presentNames, values);
    }

    public bool IsActive(int parameter, ReadOnlySpan<ParameterValue?> all)
    {
        foreach ((int parent, Condition condition) in conditions[parameter])
        {
            if (all[parent] is not ParameterValue value || !condition.Accepts(value))
                return false;
        }

        return true;
    }

    private bool IsActive(int parameter, ParameterSet values)
    {
        foreach ((int parent, Condition condition) in conditions[parameter])
        {
            if (!IsActive(parent, values) || !values.TryGet(names[parent], out ParameterValue value) || !condition.Accepts(value))
                return false;
        }

        return true;
    }

    private Grid? MakeGrid()
    {
        if (Parameters.Any(parameter => parameter.Distribution.Count is null))
            return null;
        Grid? made = Grid.TryMake(this, out uncountable);
        return made?.Count == 0 ? throw Unsatisfiable("no point of the grid meets") : made;
    }

    private static bool Holds(IConstraint constraint, ParameterSet values)
    {
        foreach (string name in constraint.Parameters)
        {
            if (!values.TryGet(name, out _))
                return true;
        }

        return constraint.Holds(values);
    }

    private static Place PlaceOf(string name) => Place.Field("parameters." + name);
}
