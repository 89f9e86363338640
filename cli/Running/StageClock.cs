using System.Diagnostics;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Cli.Running;

/// <summary>Takes the time of a study's stages: work over all runs, the clock in this one. Not safe for several threads.</summary>
public sealed class StageClock
{
    private readonly double[] work = new double[2];
    private readonly long[] ends = new long[2];
    private long start = Stopwatch.GetTimestamp();

    /// <summary>Work of both stages so far, in seconds over all threads and runs.</summary>
    public double WorkSeconds => work[0] + work[1];

    /// <summary>Loading is over, and work begins.</summary>
    public void Begin() => start = Stopwatch.GetTimestamp();

    /// <summary>A result was applied.</summary>
    /// <param name="result">The result.</param>
    /// <param name="fresh">Whether it was made in this run and not read from the journal.</param>
    public void Add(WorkResult result, bool fresh)
    {
        int stage = result is CandidateResult or CandidatesResult ? 1 : 0;
        work[stage] += result.Seconds;
        if (fresh)
            ends[stage] = Stopwatch.GetTimestamp();
    }

    /// <summary>The timings of a finished study.</summary>
    public StudyTimings Timings(StudyPlan plan, int workers) =>
        StudyTimings.Of(plan, work, [Wall(start, ends[0]), Wall(Math.Max(start, ends[0]), ends[1])], workers);

    // A stage that an earlier run had finished took no time in this one.
    private static double Wall(long from, long to) => to == 0 ? 0 : Stopwatch.GetElapsedTime(from, to).TotalSeconds;
}
