using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Portfolio;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>Notes the trades that a sum of many trials has added up, trial by trial, where several symbols make one equity.</summary>
/// <remarks>How low trades were is noted as a bound, as it is at hand: the equity of all looks at bars where that leaves doubts.</remarks>
internal static unsafe class SumLog
{
    // By the last two bits of a code, two bits each: 0 and 2 are fills at the open, 1 is the stop, 3 the target.
    private const int Moments = ((int)ExitMoment.Stop << 2) | ((int)ExitMoment.Late << 6);

    /// <summary>Notes the trades of one lane of a <see cref="LaneSums"/>.</summary>
    public static void AddLane(ref SignalRun run, LaneTrade* trades, int count, int lane, TradeLog log)
    {
        Span<LoggedTrade> into = log.Add(count);
        for (int i = 0; i < into.Length; i++)
        {
            LaneTrade* trade = trades + i;
            int code = trade->Row[lane];
            bool own = code < trade->Limit;
            code = own ? code : trade->Limit;
            int profit = own ? trade->Row[lane + 16] : trade->Profit;
            int worst = own ? trade->Row[lane + 32] : trade->Worst;
            into[i] = Trade(ref run, trade->Entry, trade->Side, code, profit, worst);
        }
    }

    /// <summary>Notes the trades of one rule of a <see cref="ColumnSums"/>.</summary>
    public static void AddColumn(in SumMarket market, ref SignalRun run, ColumnTrades trades, int lane, TradeLog log)
    {
        for (int i = 0; i < run.Ended; i++)
        {
            int place = (i * ColumnState.Lanes) + lane, code = (int)trades.Exits[place], limit = trades.Needs[place] << 2;
            if (code == SingleExitTable.Forbidden)
                continue;
            int side = (run.FirstSide ^ i) & 1, entry = run.Signals[i] + market.Lag;
            long start = market.FillAt(entry), end = trades.Ends[place];
            int profit = (int)(trades.Exits[place] >> 32), worst = trades.Worsts[place];
            // Negative codes end nothing within what is needed.
            if ((uint)code >= (uint)limit)
            {
                int cost = (int)((side == 0 ? start : end) >> 32);
                code = limit;
                profit = ((((int)end - (int)start) ^ -side) + side) - cost;
                worst += market.LeastCost - cost;
            }

            log.Add(Trade(ref run, entry, side, code, profit, worst));
        }
    }

    private static LoggedTrade Trade(ref SignalRun run, int entry, int side, int code, int profit, int worst)
    {
        int exit = entry + (code >> 2), moment = (Moments >> ((code & 3) * 2)) & 3;
        // Where a slice ends, the trade ends with the close of its last bar.
        bool isLast = exit == run.SliceEnd;
        return new LoggedTrade(
            entry, isLast ? exit - 1 : exit, profit, Math.Min(worst, profit), side, isLast ? ExitMoment.Late : (ExitMoment)moment);
    }
}
