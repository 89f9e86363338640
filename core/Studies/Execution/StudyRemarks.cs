using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>What is to be said of a study and its data before its results are believed.</summary>
public static class StudyRemarks
{
    /// <summary>The remarks: first those about the data, then those about windows that are longer than the data.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="bars">Its market data, one per symbol; empty for objectives without a market.</param>
    /// <exception cref="InvalidInputException">No trial can ever trade.</exception>
    public static IReadOnlyList<DataRemark> Of(StudySpec spec, IReadOnlyList<Bars> bars)
    {
        IReadOnlyList<DataRemark> windows = LongWindows.Of(spec, bars);
        return [.. DataRemarks.OfAll(spec.Data, bars, spec.UsedScenarios()), .. windows];
    }
}
