using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>The signals of some rules: first as bits, then as lists of bars. Reused from block to block.</summary>
internal sealed unsafe class SignalBlock(int bars)
{
    private ulong[] turns = [];
    private bool[] isLong = [];
    private bool[] hasState = [];
    private bool[] firstIsLong = [];
    private int[] positions = [];
    private int[] starts = [];

    /// <summary>Words of 64 bars per rule.</summary>
    public int WordsPerRule { get; } = (bars + 63) / 64;

    /// <summary>Whether the first signal of a rule turns long; the others alternate.</summary>
    public bool FirstIsLong(int rule) => firstIsLong[rule];

    /// <summary>The bars at whose close rules turn, rule after rule, ascending for each; a few more may be read.</summary>
    public int[] Positions => positions;

    /// <summary>Where the signals of a rule start in <see cref="Positions"/>.</summary>
    public int StartOf(int rule) => starts[rule];

    /// <summary>How many signals a rule has.</summary>
    public int CountOf(int rule) => starts[rule + 1] - starts[rule];

    /// <summary>Makes room for so many rules, none of which has a state yet.</summary>
    public void Begin(int rules)
    {
        if (isLong.Length < rules)
        {
            turns = GC.AllocateUninitializedArray<ulong>(rules * WordsPerRule);
            (isLong, hasState, firstIsLong, starts) = (new bool[rules], new bool[rules], new bool[rules], new int[rules + 1]);
        }

        hasState.AsSpan().Clear();
    }

    /// <summary>
    /// Runs the state machine of a rule over some words: the state is set where long alone holds, reset where short alone
    /// holds, kept elsewhere. Marks where it changes.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Latch(int rule, bool firstIsSilent, int first, int count, ulong* longs, ulong* shorts)
    {
        Span<ulong> changes = turns.AsSpan((rule * WordsPerRule) + first, count);
        ulong state = isLong[rule] ? 1ul : 0;
        bool started = hasState[rule];
        for (int i = 0; i < changes.Length; i++)
        {
            ulong set = longs[i] & ~shorts[i];
            ulong reset = shorts[i] & ~longs[i];
            if (!started)
            {
                if ((set | reset) == 0)
                {
                    changes[i] = 0;
                    continue;
                }

                // The state before the first one: the same where that is no signal, else the opposite.
                started = true;
                ulong firstState = (set >> BitOperations.TrailingZeroCount(set | reset)) & 1;
                state = firstIsSilent ? firstState : firstState ^ 1;
                hasState[rule] = true;
                firstIsLong[rule] = state == 0;
            }

            // A kept state travels through the word as the carry of an addition: a set bit generates it, a reset bit stops it.
            ulong through = set | ~reset;
            ulong before = (through + set + state) ^ through ^ set;
            ulong after = set | (before & ~reset);
            changes[i] = before ^ after;
            state = after >> 63;
        }

        isLong[rule] = state != 0;
    }

    /// <summary>Turns the bits into lists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void List(int rules)
    {
        int total = 0;
        for (int rule = 0; rule < rules; rule++)
        {
            starts[rule] = total;
            foreach (ulong word in turns.AsSpan(rule * WordsPerRule, WordsPerRule))
                total += BitOperations.PopCount(word);
        }

        starts[rules] = total;
        if (positions.Length < total + 8)
            positions = GC.AllocateUninitializedArray<int>(total + (total / 8) + 8);
        fixed (int* target = positions)
        fixed (ulong* source = turns)
        {
            int* next = target;
            ulong* word = source;
            for (int rule = 0; rule < rules; rule++)
            {
                for (int bar = 0; bar < WordsPerRule * 64; bar += 64, word++)
                {
                    // Four at a time without a branch; words with more are rare.
                    ulong bits = *word;
                    int count = BitOperations.PopCount(bits);
                    int* end = next + count;
                    next[0] = bar + BitOperations.TrailingZeroCount(bits);
                    bits &= bits - 1;
                    next[1] = bar + BitOperations.TrailingZeroCount(bits);
                    bits &= bits - 1;
                    next[2] = bar + BitOperations.TrailingZeroCount(bits);
                    bits &= bits - 1;
                    next[3] = bar + BitOperations.TrailingZeroCount(bits);
                    bits &= bits - 1;
                    for (int* more = next + 4; more < end; more++, bits &= bits - 1)
                        *more = bar + BitOperations.TrailingZeroCount(bits);
                    next = end;
                }
            }
        }
    }
}
