using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>
/// The bars that belong to observations which do not stand at every bar, as those of meta-labels: each has its bar and those after it, up
/// to the next moment at which there is one of any symbol.
/// </summary>
/// <param name="times">The moments of all observations, ascending, each once.</param>
/// <param name="end">The moment from which on no bar belongs to any: the holdout's first.</param>
internal sealed class MetaCoverage(long[] times, long end)
{
    /// <summary>The ranges of a symbol's bars that belong to some of the observations.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="known">The moments of these observations.</param>
    public IReadOnlyList<Range> Of(Bars bars, IReadOnlySet<long> known)
    {
        var ranges = new List<Range>();
        int begin = -1, last = -1;
        for (int bar = 0; bar < bars.Count; bar++)
        {
            while (last + 1 < times.Length && times[last + 1] <= bars.Times[bar])
                last++;
            bool covered = last >= 0 && bars.Times[bar] < end && known.Contains(times[last]);
            if (covered && begin < 0)
                begin = bar;
            if (!covered && begin >= 0)
            {
                ranges.Add(begin..bar);
                begin = -1;
            }
        }

        if (begin >= 0)
            ranges.Add(begin..bars.Count);
        return ranges;
    }
}
