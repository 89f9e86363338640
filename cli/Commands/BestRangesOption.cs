using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Commands;

/// <summary><c>--use-best-ranges DIR</c>: a study that searches where an earlier one did best.</summary>
internal static class BestRangesOption
{
    private const double Margin = 0.1;

    /// <summary>Narrows the study's ranges.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="folder">The output folder of the earlier study.</param>
    /// <param name="share">The share of its trials that counts as best, in (0, 1].</param>
    /// <exception cref="InvalidInputException">The share is none, or the folder has no results.</exception>
    public static StudySpec Narrow(StudySpec spec, string folder, double share)
    {
        if (!(share > 0 && share <= 1))
            throw new InvalidInputException(
                "--best-share", $"--best-share is {share}, but must be above 0 and at most "
                    + $"1.", "Write --best-share 0.1 for the best tenth.");
        StudySpec earlier = StudyFolder.Load(folder);
        IReadOnlyList<PastTrial> trials = StudyFolder.Trials(folder, earlier);
        // What the user enqueues will be run, so it lies in range: the best finalist need not be among the best of the first stage.
        SearchSpace space = BestRanges.Narrow(
            spec.Space, trials.Select(trial => (trial.Values, spec.Metrics[0].Goal.ToLoss(trial.Score))), share, Margin, spec.Enqueued);
        string count = ReadableNumber.Count(trials.Count, "trial");
        return spec with
        {
            Space = space, Notes = [.. spec.Notes, $"Ranges narrowed to the best {share:P0} of {count} in {folder}."]
        };
    }
}
