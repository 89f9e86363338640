import { useMemo } from "preact/hooks";
import type { Trades } from "../api";
import { axisStyle, grid, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { minute, show } from "../data/numbers";
import { ended, equity } from "../data/trades";

const NOTE =
  "Sums of closed trades in pips; below, how far each lies under its highest. Losses of open trades are in the metric max_drawdown_pips.";

/** What closed trades add up to, under each scenario, and how far each line lies below its highest. */
export function Equity({ all }: { all: readonly Trades[] }) {
  const lines = useMemo(
    () =>
      all.map(({ scenario, symbols }) => {
        const trades = ended(symbols);
        return { scenario, trades, ...equity(trades) };
      }),
    [all],
  );
  return (
    <Chart
      title="Equity after each trade"
      height={360}
      depends={[lines]}
      summary={lines
        .map(
          line =>
            `${line.scenario}: ${show(line.sum.length, 12)} trades, ${show(line.sum[line.sum.length - 1] ?? 0)} pips, drawdown ${show(
              -line.below.reduce((least, value) => Math.min(least, value), 0),
            )}`,
        )
        .join("; ")}
      note={NOTE}
      content={theme => ({
        option: {
          grid: [grid({ bottom: 130, top: 40 }), grid({ top: 258 })],
          legend: { top: 0, right: 0, textStyle: { color: theme.text }, data: lines.map(line => line.scenario) },
          xAxis: [0, 1].map(i => ({
            ...axisStyle(theme, ""),
            type: "time",
            gridIndex: i,
            splitLine: { show: false },
            axisLabel: { show: i === 1, color: theme.muted },
          })),
          yAxis: [valueAxis(theme, "pips", { gridIndex: 0 }), valueAxis(theme, "below", { gridIndex: 1, splitNumber: 2 })],
          dataZoom: [{ type: "inside", id: "zoomX", xAxisIndex: [0, 1], zoomOnMouseWheel: "shift" }],
          tooltip: {
            trigger: "item",
            formatter: (point: { seriesName: string; value: [number, number] }) =>
              `${point.seriesName} ${minute(point.value[0] / 1000)}\n${show(point.value[1])} pips`,
          },
          series: lines.flatMap((line, i) => [
            {
              id: `equity-${line.scenario}`,
              name: line.scenario,
              type: "line",
              step: "end",
              showSymbol: false,
              sampling: "lttb",
              data: Array.from(line.sum, (value, j) => [line.trades.exit[j] * 1000, value]),
              lineStyle: { width: 1.5 },
            },
            {
              id: `below-${line.scenario}`,
              name: line.scenario,
              type: "line",
              step: "end",
              showSymbol: false,
              xAxisIndex: 1,
              yAxisIndex: 1,
              sampling: "lttb",
              data: Array.from(line.below, (value, j) => [line.trades.exit[j] * 1000, value]),
              lineStyle: { width: 1, color: theme.series[i % theme.series.length] },
              itemStyle: { color: theme.series[i % theme.series.length] },
            },
          ]),
        },
      })}
    />
  );
}
