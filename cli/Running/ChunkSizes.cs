namespace ServerlessTuner.Cli.Running;

/// <summary>How many trials make a chunk on this machine, where the study does not say.</summary>
internal static class ChunkSizes
{
    // Small enough that progress moves and every thread has work, large enough that trials share their signals and exits.
    private const int Largest = 8192;

    // Publishing opens the rows of all chunks at once.
    private const long MostTrained = 5000;

    // Bars times trials that take about a second.
    private const double ShortWork = 1e9;

    /// <summary>
    /// The usual size. Every chunk finds its own signals and exits, so fewer are faster; only where work takes long are finer ones worth
    /// it, because threads then end at the same time and less is lost with a kill.
    /// </summary>
    /// <param name="trials">How many trials there are.</param>
    /// <param name="bars">How many bars all symbols have together; 0 without a market.</param>
    /// <param name="workers">How many threads work.</param>
    /// <param name="reportEvery">After how many trials progress is wanted, or null: chunks are no larger.</param>
    /// <param name="trains">Whether a trial trains a model: each is then a piece of work of its own, as long as there are not too
    /// many.</param>
    public static int Usual(long trials, double bars, int workers, long? reportEvery, bool trains)
    {
        if (trains)
            return (int)Math.Clamp((trials + MostTrained - 1) / MostTrained, 1, Math.Min(Largest, reportEvery ?? Largest));
        bool isShort = bars > 0 && bars * trials <= ShortWork;
        long chunks = isShort ? workers : 2L * workers;
        return (int)Math.Clamp((trials + chunks - 1) / chunks, 1, Math.Min(Largest, reportEvery ?? Largest));
    }
}
