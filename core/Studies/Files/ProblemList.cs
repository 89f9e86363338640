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

    /// <summary>Adds a problem.</summary>
    public void Add(string place, string message)
    {
        var problem = new InputProblem(place, message);
        if (problems.Contains(problem))
            return;
        if (problems.Count < StudyLimits.Problems)
            problems.Add(problem);
        else
            untold++;
    }

    /// <summary>Adds a problem at a node.</summary>
    public void Add(StudyNode node, string message) => Add(node.Place, message);

    /// <summary>Ends with everything collected, in the order of the lines; does nothing when there is nothing.</summary>
    /// <exception cref="InvalidInputException">There is at least one problem.</exception>
    public void ThrowIfAny()
    {
        if (problems.Count > 0)
            throw new InvalidInputException([.. problems.OrderBy(problem => PositionOf(problem.Place)), .. Rest()]);
    }

    private IEnumerable<InputProblem> Rest() => untold == 0
        ? []
        : [new InputProblem(string.Empty, $"{untold} more problems are not listed. Mend these first.")];

    private static (string File, int Line, int Column) PositionOf(string place)
    {
        int column = place.LastIndexOf(':');
        int line = column > 0 ? place.LastIndexOf(':', column - 1) : -1;
        return line > 0 && int.TryParse(place.AsSpan(line + 1, column - line - 1), out int row) && int.TryParse(place.AsSpan(column + 1), out int position)
            ? (place[..line], row, position)
            : (place, 0, 0);
    }
}
