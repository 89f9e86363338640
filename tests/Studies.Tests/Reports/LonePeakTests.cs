using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Studies.Tests.Reports;

public sealed class LonePeakTests
{
    [Theory]
    [InlineData(0.1, "| 3 | 2 | 4 | 0.1 | 0.2 | 0.4 | 10% | **stands alone** |", true)]
    [InlineData(0.9, "| 3 | 2 | 4 | 0.1 | 0.2 | 0.4 | 90% | plateau |", false)]
    public void Write_NeighboursFarBelow_FlagsTheWinner(double retained, string row, bool flagged)
    {
        StudySpec spec = StudyFile.Parse(
            "name: t\nfunction: sphere\nparameters: {x1: {min: 1, max: 3}}\nmetric: {name: value, goal: maximize}\n",
            "t",
            new StudyFileOptions());
        var summary = new SearchSummary(1, 1, 0);
        summary.Add(3, 2, 2);
        var winner = new Winner(
            3,
            new ParameterSet(["x1"], [ParameterValue.Of(2L)]),
            2,
            [2],
            [],
            [],
            new NeighbourScores(2, 4, 4, 0.25, 0.2, 0.1, 0.4, retained));

        string report = new StudyReport(spec, new StudyPlan(spec, 1, 1), summary, ["value"], [winner], []).Write(null);

        Assert.Contains(row, report, StringComparison.Ordinal);
        Assert.Equal(flagged, report.Contains("**Stands alone: trial 3.** Prefer a winner on a plateau.", StringComparison.Ordinal));
    }
}
