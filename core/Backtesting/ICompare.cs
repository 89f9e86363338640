namespace ServerlessTuner.Core.Backtesting;

/// <summary>Comparisons of 64 neighbours as 64 bits: the only primitives of scans that differ between levels.</summary>
internal unsafe interface ICompare
{
    /// <summary>Where <paramref name="left"/>[i] is below <paramref name="right"/>[i].</summary>
    /// <param name="left">64 keys of a line.</param>
    /// <param name="right">64 keys of another line.</param>
    /// <param name="open">Where they are equal.</param>
    static abstract ulong Below(short* left, short* right, out ulong open);

    /// <summary>Finds the first of 64 bars that touches each of some levels, and which code such an exit has.</summary>
    /// <param name="lows">The lowest price of each bar.</param>
    /// <param name="opens">The first price of each bar.</param>
    /// <param name="levels">The levels, descending. A bar at or below one touches it.</param>
    /// <param name="count">How many levels there are.</param>
    /// <param name="reason">The code of a touch within the first bar. Opening at or below the level is one less, the next bar four
    /// more.</param>
    /// <param name="codes">Receives a code for each level; that of a bar after the last one where none touches it.</param>
    static abstract void Touch(short* lows, short* opens, short* levels, int count, int reason, int* codes);

    /// <summary>The lowest of the first of 64 prices, of the first two, and so on.</summary>
    /// <param name="lows">The prices.</param>
    /// <param name="lowest">Receives 64 numbers.</param>
    static abstract void LowestSoFar(short* lows, short* lowest);
}
