using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Model.Spaces;

/// <content>Resolves names to places, and reports what does not fit.</content>
public sealed partial class SearchSpace
{
    private (int, Condition)[] Resolve(int index, Parameter parameter, List<InputProblem> problems)
    {
        var resolved = new List<(int, Condition)>();
        foreach (Condition condition in parameter.When ?? [])
        {
            int parent = IndexOf(condition.Parent);
            Place place = PlaceOf(parameter.Name + ".when");
            if (parent < 0)
                problems.Add(
                    new(place, $"'{condition.Parent}' is not a parameter.", $"Name the parameter on which {parameter.Name} depends."));
            else if (parent == index)
                problems.Add(new(place, $"{parameter.Name} depends on itself.", "Name another parameter."));
            else
                resolved.Add((parent, condition));
            if (parent >= 0)
            {
                problems.AddRange(condition.Values.Where(value => !Parameters[parent].Distribution.Contains(value)).Select(value =>
                    new InputProblem(
                    place, $"{condition.Parent} never has the value '{value}', so {parameter.Name} would never be active with "
                        + $"it.", "Use one of its values.")));
            }
        }

        return [.. resolved];
    }

    private int[] Resolve(IConstraint constraint, List<InputProblem> problems)
    {
        foreach (string name in constraint.Parameters.Where(name => IndexOf(name) < 0))
            problems.Add(
                new(
                    Place.Field("constraints"),
                    $"'{constraint.Text}' names '{name}', which is not a parameter.",
                    "Use the names of parameters."));
        return [.. constraint.Parameters.Select(IndexOf)];
    }

    private int[] ActivationOrder(List<InputProblem> problems)
    {
        var sorted = new List<int>(names.Length);
        var state = new byte[names.Length];
        for (int i = 0; i < names.Length; i++)
            Visit(i);
        return [.. sorted];

        void Visit(int i)
        {
            if (state[i] == 2)
                return;
            if (state[i] == 1)
            {
                problems.Add(
                    new(PlaceOf(names[i] + ".when"), $"{names[i]} depends on itself through other parameters.", "Break the circle."));
                return;
            }

            state[i] = 1;
            foreach ((int parent, _) in conditions[i])
                Visit(parent);
            state[i] = 2;
            sorted.Add(i);
        }
    }
}
