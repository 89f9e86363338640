import type { Trades } from "../api";
import { axisStyle, grid, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { show } from "../data/numbers";
import { ended, histogram } from "../data/trades";

/** How much trades win and lose. */
export function Profits({ trades }: { trades: Trades }) {
  const all = ended(trades.symbols),
    bins = histogram(all.profit, 40);
  const wins = all.profit.filter(pips => pips > 0).length;
  return (
    <Chart
      title={`Profit of trades under ${trades.scenario}`}
      height={360}
      depends={[trades]}
      summary={
        all.profit.length === 0
          ? "It never trades."
          : `${show((100 * wins) / all.profit.length, 3)} % of ${show(all.profit.length, 12)} trades win.`
      }
      note="The outermost bars hold all beyond the 1st and 99th hundredth."
      content={theme => ({
        option: {
          grid: grid(),
          tooltip: {
            trigger: "item",
            formatter: (bar: { dataIndex: number }) =>
              `${show(bins[bar.dataIndex].from, 4)} to ${show(bins[bar.dataIndex].to, 4)} pips\n${bins[bar.dataIndex].count} trades`,
          },
          xAxis: {
            ...axisStyle(theme, "pips"),
            type: "category",
            data: bins.map(bin => show((bin.from + bin.to) / 2, 3)),
            splitLine: { show: false },
          },
          yAxis: valueAxis(theme, "trades", { min: 0 }),
          series: [
            {
              id: "bins",
              type: "bar",
              barCategoryGap: "8%",
              data: bins.map(bin => ({ value: bin.count, itemStyle: { color: bin.to <= 0 ? theme.series[3] : theme.series[0] } })),
            },
          ],
        },
      })}
    />
  );
}
