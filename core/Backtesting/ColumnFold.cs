using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Adds up the trades of eight signal rules under one exit rule: profits are looked up rule by rule into a small buffer, and
/// added up for all eight at once, in the order and with the operations of <see cref="TradeStatistics.Add"/> in every lane.
/// </summary>
/// <remarks>Looking up is scalar on purpose: gather instructions are slow on processors that are patched against data sampling.</remarks>
internal static unsafe class ColumnFold
{
    /// <summary>Continues <paramref name="state"/> with the trades that up to eight rules enter in a segment.</summary>
    public static void Fold(in FoldMarket market, Segment segment, SingleExitTable table, Span<SignalCursor> cursors, int[] buffer, ref ColumnState state)
    {
        int* counts = stackalloc int[ColumnState.Lanes];
        fixed (int* profits = buffer)
        {
            for (int lane = 0; lane < cursors.Length; lane++)
                counts[lane] = LookUp(market, segment, table, ref cursors[lane], profits + lane, ref state.Held[lane]);
            AddUp(profits, counts, ref state);
        }
    }

    /// <summary>Looks up the profits of the trades that one rule enters in a segment.</summary>
    /// <param name="market">The market.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="table">The exits.</param>
    /// <param name="cursor">The signals; moved on.</param>
    /// <param name="profits">Receives profits after costs, in points, every <see cref="ColumnState.Lanes"/>th number.</param>
    /// <param name="held">Increased by the bars in which a position was open.</param>
    /// <returns>How many trades there were.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LookUp(in FoldMarket market, Segment segment, SingleExitTable table, ref SignalCursor cursor, int* profits, ref int held)
    {
        var state = new Walk
        {
            Signal = cursor.Signals + cursor.Next,
            Last = cursor.Signals + cursor.SliceEnd - 1,
            Profits = profits,
            IsShort = -(cursor.FirstSide ^ (cursor.Next & 1)),
        };
        int lag = market.Lag;
        while (true)
        {
            LookUpKnown(market, segment, table, ref state);
            if (state.Signal > state.Last || *state.Signal + lag >= segment.End)
                break;

            // A trade whose exit must be found first, or the last one of the slice.
            int entry = *state.Signal + lag;
            bool last = state.Signal == state.Last;
            int next = last ? segment.SliceEnd : state.Signal[1] + lag;
            long found = table.Entries[(state.IsShort & market.Bars) + entry];
            if ((uint)-(int)found < (uint)(next - entry))
                found = table.Extend(state.IsShort & 1, entry, next - entry);
            if (last || (int)found == SingleExitTable.Forbidden)
                state.Add(found, market.OpenAndCost[entry], last ? (uint)market.Closes[next - 1] : 0, next - entry);
        }

        cursor.Next = (int)(state.Signal - cursor.Signals);
        held += state.Held;
        return (int)(state.Profits - profits) / ColumnState.Lanes;
    }

    // The hot loop, without calls and, but for its end, without branches: whether a trade ends by itself is anyone's guess.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void LookUpKnown(in FoldMarket market, Segment segment, SingleExitTable table, ref Walk state)
    {
        int* signal = state.Signal;
        int* last = state.Last;
        int* profits = state.Profits;
        long* entries = table.Entries + market.Lag;
        long* opens = market.OpenAndCost + market.Lag;
        int until = segment.End - market.Lag, bars = market.Bars, isShort = state.IsShort, held = 0;
        if (signal < last)
        {
            int position = *signal;
            long open = opens[position];
            while (position < until)
            {
                int next = signal[1];
                int need = next - position;
                long found = entries[(isShort & bars) + position];
                int code = (int)found;
                if ((uint)-code < (uint)need)
                    break;
                long nextOpen = opens[next];
                int rise = (((int)nextOpen - (int)open) ^ isShort) - isShort;
                // A negative code, which ends nothing, is above every limit when taken as unsigned.
                int limit = need << 2;
                int own = (int)(((long)(uint)code - limit) >> 63);
                int isTrade = (code == SingleExitTable.Forbidden ? 1 : 0) - 1;
                held += (((limit ^ ((limit ^ code) & own)) >> 2) + (code & own & 1)) & isTrade;
                *profits = (rise ^ ((rise ^ (int)(found >> 32)) & own)) - (int)(open >> 32);
                profits += ColumnState.Lanes & isTrade;
                isShort = ~isShort;
                position = next;
                open = nextOpen;
                if (++signal == last)
                    break;
            }
        }

        state.Signal = signal;
        state.Profits = profits;
        state.IsShort = isShort;
        state.Held += held;
    }

    // How far the look-up has come.
    private struct Walk
    {
        public int* Signal, Last, Profits;
        public int IsShort, Held;

        public void Add(long found, long open, long close, int need)
        {
            int code = (int)found;
            if (code != SingleExitTable.Forbidden)
            {
                bool own = (uint)code < (uint)need << 2;
                int rise = (((int)close - (int)open) ^ IsShort) - IsShort;
                *Profits = (own ? (int)(found >> 32) : rise) - (int)(open >> 32);
                Profits += ColumnState.Lanes;
                code = own ? code : need << 2;
                Held += (code >> 2) + (code & 1);
            }

            IsShort = ~IsShort;
            Signal++;
        }
    }

    /// <summary>Adds up the profits of eight rules.</summary>
    /// <param name="profits">The profits, the first of each rule, then the second, ….</param>
    /// <param name="counts">How many profits each rule has.</param>
    /// <param name="state">The sums.</param>
    private static void AddUp(int* profits, int* counts, ref ColumnState state)
    {
        int most = 0;
        for (int lane = 0; lane < ColumnState.Lanes; lane++)
        {
            state.Trades[lane] += counts[lane];
            most = Math.Max(most, counts[lane]);
        }

        // Rules with fewer trades earn nothing in the end.
        for (int lane = 0; lane < ColumnState.Lanes; lane++)
        {
            for (int i = counts[lane]; i < most; i++)
                profits[(i * ColumnState.Lanes) + lane] = 0;
        }

        AddUp256(profits, counts, most, ref state);
    }

    // Four rules at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddUp256(int* profits, int* counts, int most, ref ColumnState state)
    {
        fixed (ColumnState* into = &state)
        {
            for (int half = 0; half < ColumnState.Lanes; half += 4)
            {
                Vector128<int> count = Vector128.Load(counts + half), index = Vector128<int>.Zero;
                Vector128<int> wins = Vector128.Load(into->Wins + half), run = Vector128.Load(into->LosingRun + half);
                Vector128<int> longestRun = Vector128.Load(into->LongestLosingRun + half);
                Vector256<double> sum = Vector256.Load(into->Sum + half), squares = Vector256.Load(into->Squares + half);
                Vector256<double> losses = Vector256.Load(into->LossSquares + half), gross = Vector256.Load(into->GrossProfit + half);
                Vector256<double> peak = Vector256.Load(into->Peak + half), fall = Vector256.Load(into->Drawdown + half);
                int* end = profits + half + (most * ColumnState.Lanes);
                for (int* next = profits + half; next < end; next += ColumnState.Lanes)
                {
                    Vector128<int> profit = Vector128.Load(next);
                    wins += (Vector128<int>.Zero - profit) >>> 31;
                    Vector128<int> isLoss = profit >> 31;
                    run = Vector128.ConditionalSelect(Vector128.GreaterThan(count, index), (run - isLoss) & isLoss, run);
                    longestRun = Vector128.Max(longestRun, run);
                    index += Vector128<int>.One;
                    Vector256<double> value = Avx.ConvertToVector256Double(profit);
                    Vector256<double> loss = Avx.Min(value, Vector256<double>.Zero);
                    sum += value;
                    squares += value * value;
                    losses += loss * loss;
                    gross += Avx.Max(value, Vector256<double>.Zero);
                    peak = Avx.Max(peak, sum);
                    fall = Avx.Max(fall, peak - sum);
                }

                wins.Store(into->Wins + half);
                run.Store(into->LosingRun + half);
                longestRun.Store(into->LongestLosingRun + half);
                sum.Store(into->Sum + half);
                squares.Store(into->Squares + half);
                losses.Store(into->LossSquares + half);
                gross.Store(into->GrossProfit + half);
                peak.Store(into->Peak + half);
                fall.Store(into->Drawdown + half);
            }
        }
    }
}
