using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Collects problems, so that all are reported at once.</summary>
internal sealed class ProblemList
{
    private readonly List<InputProblem> problems = [];
    private int untold;

    /// <summary>How many there are.</summary>
    public int Count => problems.Count + untold;

    /// <summary>Adds a problem, unless it is there already: an option that stands for several keys is wrong once.</summary>
    public void Add(InputProblem problem)
    {
        if (problems.Contains(problem) || (problem.Place.Kind == PlaceKind.Option && problem.Rule is not null && IsSaid(problem)))
            return;
        if (problems.Count < StudyLimits.Problems)
            problems.Add(problem);
        else
            untold++;
    }

    /// <summary>Adds a problem with something that is missing or has no value, such as a key.</summary>
    public void Add(Place place, string field, string detail, string remedy = "") =>
        Add(new InputProblem(place, field, null, detail, remedy));

    /// <summary>Adds a problem with a value.</summary>
    public void Add(StudyNode node, string field, string detail, string remedy = "") =>
        Add(new InputProblem(node.Place, field, node.Show(), detail, remedy));

    /// <summary>Adds a value that is not what it must be.</summary>
    public void Reject(StudyNode node, string field, string rule, string remedy = "") =>
        Add(InputProblem.Of(node.Place, field, node.Show(), rule, remedy));

    /// <summary>Ends with everything collected, in the order of the lines; does nothing when there is nothing.</summary>
    /// <exception cref="InvalidInputException">There is at least one problem.</exception>
    public void ThrowIfAny()
    {
        if (problems.Count > 0)
            throw new InvalidInputException(
                [.. problems.OrderBy(problem => problem.Place, Comparer<Place>.Create(Place.Compare)), .. Rest()]);
    }

    private bool IsSaid(InputProblem problem) => problems.Exists(
        other => other.Place == problem.Place && other.Rule == problem.Rule && other.Value == problem.Value);

    private IEnumerable<InputProblem> Rest() => untold == 0
        ? []
        : [new InputProblem(Place.None, $"{untold} more problems are not listed.", "Mend these first.")];
}
