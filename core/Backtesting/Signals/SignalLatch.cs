using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>
/// The state machine of one rule: long where long alone holds, short where short alone holds, unchanged elsewhere.
/// </summary>
internal struct SignalLatch
{
    /// <summary>1 for long, 0 for short.</summary>
    public ulong State;

    /// <summary>Whether there is a state yet.</summary>
    public bool HasState;

    /// <summary>Takes 64 bars, and returns where the state changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next(ulong longs, ulong shorts, bool firstIsSilent)
    {
        ulong set = longs & ~shorts;
        ulong reset = shorts & ~longs;
        if (!HasState)
        {
            if ((set | reset) == 0)
                return 0;
            // The state before the first one: the same where that is no signal, else the opposite.
            HasState = true;
            ulong firstState = (set >> BitOperations.TrailingZeroCount(set | reset)) & 1;
            State = firstIsSilent ? firstState : firstState ^ 1;
        }

        // A kept state travels through the word as the carry of an addition: a set bit generates it, a reset bit stops it.
        ulong through = set | ~reset;
        ulong before = (through + set + State) ^ through ^ set;
        ulong after = set | (before & ~reset);
        State = after >> 63;
        return before ^ after;
    }
}
