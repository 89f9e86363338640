using System.Diagnostics;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Functions.Hosting;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>Decides how many trials make a chunk, by timing some on this host.</summary>
public static class Calibration
{
    // A few trials at first; four times as many while that took too little time to tell.
    private const int FirstSample = 64;
    private const double Enough = 0.25;

    // A study that is over in an instant is still spread over a few activities.
    private const int FewestChunks = 4;

    /// <summary>Trials per second of one thread here.</summary>
    /// <param name="executor">The study, on artifacts whose content does not matter.</param>
    /// <param name="trials">How many trials the study has.</param>
    /// <param name="cancellation">Stops the measurement.</param>
    public static async Task<double> MeasureAsync(StudyExecutor executor, long trials, CancellationToken cancellation)
    {
        var none = new StudyHistory(executor.Spec);
        for (long sample = FirstSample; ; sample *= 4)
        {
            var chunk = new EvaluateChunk(0, (int)Math.Min(sample, trials));
            long start = Stopwatch.GetTimestamp();
            await executor.RunAsync(chunk, none, cancellation);
            double seconds = Math.Max(Stopwatch.GetElapsedTime(start).TotalSeconds, 1e-6);
            if (seconds >= Enough || chunk.Count == trials)
                return chunk.Count / seconds;
        }
    }

    /// <summary>
    /// Trials per chunk where a trial trains: one, or as many as take the wished time together. A trial that takes longer goes on after its
    /// last fold where its host ends, so that it need not be cut.
    /// </summary>
    /// <param name="trials">How many trials there are, 1 or more.</param>
    /// <param name="seconds">How long one takes on one thread, about.</param>
    /// <param name="settings">The wished time.</param>
    public static int ChooseTraining(long trials, double seconds, TunerSettings settings) =>
        Choose(trials, 1 / Math.Max(seconds, 1e-6), settings with { SmallestChunk = 1 });

    /// <summary>Trials per chunk: as many as take the wished time, within bounds, all chunks about equal.</summary>
    /// <param name="trials">How many trials there are, 1 or more.</param>
    /// <param name="perSecond">How many one host evaluates per second.</param>
    /// <param name="settings">The wished time and the bounds.</param>
    public static int Choose(long trials, double perSecond, TunerSettings settings)
    {
        double wished = Math.Clamp(perSecond * settings.ChunkSeconds, 1, settings.LargestChunk);
        long spread = Math.Max(settings.SmallestChunk, (trials + FewestChunks - 1) / FewestChunks);
        long size = Math.Clamp((long)wished, settings.SmallestChunk, Math.Min(settings.LargestChunk, spread));
        long chunks = Math.Max(1, (trials + size - 1) / size);
        return (int)((trials + chunks - 1) / chunks);
    }
}
