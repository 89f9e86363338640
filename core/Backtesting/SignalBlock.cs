using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// The state machine of one rule: long where long alone holds, short where short alone holds, unchanged elsewhere.
/// </summary>
internal struct SignalLatch
{
    /// <summary>1 for long, 0 for short.</summary>
    public ulong State;

    /// <summary>Whether there is a state yet.</summary>
    public bool HasState;

    /// <summary>Whether the first signal turns long; the others alternate.</summary>
    public bool FirstIsLong;

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
            FirstIsLong = State == 0;
        }

        // A kept state travels through the word as the carry of an addition: a set bit generates it, a reset bit stops it.
        ulong through = set | ~reset;
        ulong before = (through + set + State) ^ through ^ set;
        ulong after = set | (before & ~reset);
        State = after >> 63;
        return before ^ after;
    }
}

/// <summary>The signals of some rules: first as bits, then as lists of bars. Reused from block to block.</summary>
internal sealed unsafe class SignalBlock(int bars)
{
    private ulong[] turns = [];
    private SignalLatch[] latches = [];
    private int[] positions = [];
    private int[] starts = [];

    /// <summary>Words of 64 bars per rule.</summary>
    public int WordsPerRule { get; } = (bars + 63) / 64;

    /// <summary>Whether the first signal of a rule turns long; the others alternate.</summary>
    public bool FirstIsLong(int rule) => latches[rule].FirstIsLong;

    /// <summary>The bars at whose close rules turn, rule after rule, ascending for each; a few more may be read.</summary>
    public int[] Positions => positions;

    /// <summary>Where the signals of a rule start in <see cref="Positions"/>.</summary>
    public int StartOf(int rule) => starts[rule];

    /// <summary>How many signals a rule has.</summary>
    public int CountOf(int rule) => starts[rule + 1] - starts[rule];

    /// <summary>Makes room for so many rules, none of which has a state yet.</summary>
    public void Begin(int rules)
    {
        if (latches.Length < rules)
        {
            turns = GC.AllocateUninitializedArray<ulong>(rules * WordsPerRule);
            (latches, starts) = (new SignalLatch[rules], new int[rules + 1]);
        }

        latches.AsSpan().Clear();
    }

    /// <summary>Where the turns of a rule are marked, from a word on.</summary>
    public Span<ulong> Changes(int rule, int firstWord) => turns.AsSpan((rule * WordsPerRule) + firstWord, WordsPerRule - firstWord);

    /// <summary>The state of a rule.</summary>
    public ref SignalLatch LatchOf(int rule) => ref latches[rule];

    /// <summary>Turns the bits into lists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void List(int rules)
    {
        int total = 0;
        for (int rule = 0; rule < rules; rule++)
        {
            starts[rule] = total;
            // Room for a signal at every bar, and some to write in vain.
            int needed = total + (WordsPerRule * 64) + 8;
            if (positions.Length < needed)
                Array.Resize(ref positions, needed + (needed / 2));
            total += List(turns.AsSpan(rule * WordsPerRule, WordsPerRule), positions.AsSpan(total));
        }

        starts[rules] = total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int List(ReadOnlySpan<ulong> words, Span<int> list)
    {
        fixed (int* first = list)
        {
            int* next = first;
            for (int i = 0; i < words.Length; i++)
            {
                // Three at a time without a branch; words with more are rare.
                ulong bits = words[i];
                int bar = i * 64;
                int* end = next + BitOperations.PopCount(bits);
                next[0] = bar + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                next[1] = bar + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                next[2] = bar + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                for (int* more = next + 3; more < end; more++, bits &= bits - 1)
                    *more = bar + BitOperations.TrailingZeroCount(bits);
                next = end;
            }

            return (int)(next - first);
        }
    }
}
