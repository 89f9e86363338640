using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>The statistics of sixteen trials that share their signals: what each lane of a fold has added up.</summary>
internal unsafe struct LaneStatistics
{
    /// <summary>Trades, the same in all lanes.</summary>
    public int Trades;

    /// <summary>Integer sums by lane.</summary>
    public fixed int Wins[16], Held[16], LosingRun[16], LongestLosingRun[16];

    /// <summary>Sums of points by lane.</summary>
    public fixed double Sum[16], Squares[16], LossSquares[16], GrossProfit[16], Peak[16], Drawdown[16];

    /// <summary>The statistics of one lane.</summary>
    public readonly TradeStatistics this[int lane] => new()
    {
        Trades = Trades,
        Wins = Wins[lane],
        Sum = Sum[lane],
        SumOfSquares = Squares[lane],
        SumOfLossSquares = LossSquares[lane],
        GrossProfit = GrossProfit[lane],
        Peak = Peak[lane],
        MaxDrawdown = Drawdown[lane],
        BarsHeld = Held[lane],
        LosingRun = LosingRun[lane],
        LongestLosingRun = LongestLosingRun[lane],
    };
}

/// <summary>
/// Adds up the trades of one signal rule under sixteen exit rules at once, in the order and with the operations of
/// <see cref="TradeStatistics.Add"/> in every lane.
/// </summary>
internal static unsafe class LaneFold512
{
    /// <summary>Continues <paramref name="lanes"/> with the trades entered in <paramref name="segment"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(in FoldMarket market, Segment segment, EntryFilter filter, LaneExitTable table, ref SignalCursor cursor, ref LaneStatistics lanes)
    {
        int* signals = cursor.Signals;
        int* cells = table.Cells;
        long* rows = table.Rows;
        long* opens = market.OpenAndCost;
        int lag = market.Lag, bars = market.Bars;
        int i = cursor.Next, sliceEnd = cursor.SliceEnd;
        if (i >= sliceEnd || signals[i] + lag >= segment.End)
            return;
        bool filtered = filter.IsNeeded;
        int side = cursor.FirstSide ^ (i & 1);
        int next = signals[i] + lag;
        long nextOpen = opens[next];

        fixed (LaneStatistics* into = &lanes)
        {
            Vector512<int> wins = Vector512.Load(into->Wins);
            Vector512<int> held = Vector512.Load(into->Held);
            Vector512<int> run = Vector512.Load(into->LosingRun);
            Vector512<int> longestRun = Vector512.Load(into->LongestLosingRun);
            Vector512<double> sum0 = Vector512.Load(into->Sum), sum1 = Vector512.Load(into->Sum + 8);
            Vector512<double> squares0 = Vector512.Load(into->Squares), squares1 = Vector512.Load(into->Squares + 8);
            Vector512<double> losses0 = Vector512.Load(into->LossSquares), losses1 = Vector512.Load(into->LossSquares + 8);
            Vector512<double> gross0 = Vector512.Load(into->GrossProfit), gross1 = Vector512.Load(into->GrossProfit + 8);
            Vector512<double> peak0 = Vector512.Load(into->Peak), peak1 = Vector512.Load(into->Peak + 8);
            Vector512<double> fall0 = Vector512.Load(into->Drawdown), fall1 = Vector512.Load(into->Drawdown + 8);
            int trades = into->Trades;

            for (bool more = true; more; side ^= 1)
            {
                int entry = next;
                long open = nextOpen;
                if (++i < sliceEnd)
                {
                    next = signals[i] + lag;
                    nextOpen = opens[next];
                    more = next < segment.End;
                }
                else
                {
                    next = segment.SliceEnd;
                    nextOpen = market.Closes[next - 1];
                    more = false;
                }

                if (filtered && !filter.Permits(side, entry))
                    continue;

                int need = next - entry;
                long row = rows[(side * bars) + entry];
                if ((int)row < need)
                    row = table.Extend(side, entry, need);
                int* cell = cells + ((row >> 32) * 32);
                int rise = (int)nextOpen - (int)open;
                trades++;

                // A lane ends by itself where its code lies before the next signal; the others end there.
                Vector512<int> limit = Vector512.Create(need << 2);
                Vector512<int> code = Vector512.Load(cell);
                Vector512<int> profit = Vector512.ConditionalSelect(
                    Vector512.LessThan(code, limit),
                    Vector512.Load(cell + 16),
                    Vector512.Create(side == 0 ? rise : -rise)) - Vector512.Create((int)(open >> 32));
                code = Vector512.Min(code, limit);
                held += (code >>> 2) + (code & Vector512<int>.One);
                wins += (Vector512<int>.Zero - profit) >>> 31;
                Vector512<int> isLoss = profit >> 31;
                run = (run - isLoss) & isLoss;
                longestRun = Vector512.Max(longestRun, run);

                Vector512<double> profit0 = Avx512F.ConvertToVector512Double(profit.GetLower());
                Vector512<double> profit1 = Avx512F.ConvertToVector512Double(profit.GetUpper());
                Vector512<double> loss0 = Avx512F.Min(profit0, Vector512<double>.Zero);
                Vector512<double> loss1 = Avx512F.Min(profit1, Vector512<double>.Zero);
                sum0 += profit0;
                sum1 += profit1;
                squares0 += profit0 * profit0;
                squares1 += profit1 * profit1;
                losses0 += loss0 * loss0;
                losses1 += loss1 * loss1;
                gross0 += Avx512F.Max(profit0, Vector512<double>.Zero);
                gross1 += Avx512F.Max(profit1, Vector512<double>.Zero);
                peak0 = Avx512F.Max(peak0, sum0);
                peak1 = Avx512F.Max(peak1, sum1);
                fall0 = Avx512F.Max(fall0, peak0 - sum0);
                fall1 = Avx512F.Max(fall1, peak1 - sum1);
            }

            wins.Store(into->Wins);
            held.Store(into->Held);
            run.Store(into->LosingRun);
            longestRun.Store(into->LongestLosingRun);
            sum0.Store(into->Sum);
            sum1.Store(into->Sum + 8);
            squares0.Store(into->Squares);
            squares1.Store(into->Squares + 8);
            losses0.Store(into->LossSquares);
            losses1.Store(into->LossSquares + 8);
            gross0.Store(into->GrossProfit);
            gross1.Store(into->GrossProfit + 8);
            peak0.Store(into->Peak);
            peak1.Store(into->Peak + 8);
            fall0.Store(into->Drawdown);
            fall1.Store(into->Drawdown + 8);
            into->Trades = trades;
            cursor.Next = i;
        }
    }
}
