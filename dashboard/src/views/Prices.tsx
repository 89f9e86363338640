import { useState } from "preact/hooks";
import type { SymbolTrades, Trades } from "../api";
import { axisStyle, grid, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { exact, minute, show } from "../data/numbers";
import { Select } from "./controls";

/** The bar of a time in ascending ones. */
function barAt(times: readonly number[], time: number): number {
  let low = 0,
    high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle] <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Trades on the prices, with zoom. */
export function Prices({ trades }: { trades: Trades }) {
  const [name, setName] = useState(trades.symbols[0].symbol);
  const symbol: SymbolTrades = trades.symbols.find(one => one.symbol === name) ?? trades.symbols[0];
  const { bars } = symbol;
  return (
    <Chart
      title={`Trades on ${symbol.symbol} under ${trades.scenario}`}
      height={440}
      depends={[trades, symbol]}
      summary={`${show(symbol.profit_pips.length, 12)} trades on ${show(bars.time.length, 12)} bars. Drag the slider to zoom.`}
      note={bars.per > 1 ? `Each bar here is ${bars.per} bars of the data.` : undefined}
      controls={
        trades.symbols.length > 1 && (
          <Select label="Symbol" value={symbol.symbol} options={trades.symbols.map(one => [one.symbol, one.symbol])} onChange={setName} />
        )
      }
      content={theme => ({
        option: {
          grid: grid({ bottom: 90 }),
          xAxis: { ...axisStyle(theme, ""), type: "category", data: bars.time.map(minute), splitLine: { show: false } },
          yAxis: valueAxis(theme, "price"),
          dataZoom: [
            {
              type: "inside",
              id: "zoomX",
              zoomOnMouseWheel: "shift",
              startValue: Math.max(0, bars.time.length - 400),
              endValue: bars.time.length - 1,
            },
            {
              type: "slider",
              id: "slider",
              bottom: 12,
              height: 26,
              startValue: Math.max(0, bars.time.length - 400),
              endValue: bars.time.length - 1,
              borderColor: theme.line,
              textStyle: { color: theme.muted },
            },
          ],
          tooltip: { trigger: "item" },
          series: [
            {
              id: "bars",
              type: "candlestick",
              large: true,
              data: bars.open.map((open, i) => [open, bars.close[i], bars.low[i], bars.high[i]]),
              itemStyle: { color: theme.series[5], color0: theme.muted, borderColor: theme.series[5], borderColor0: theme.muted },
              tooltip: {
                formatter: ({ dataIndex: i }: { dataIndex: number }) =>
                  [
                    minute(bars.time[i]),
                    `open ${bars.open[i]}`,
                    `high ${bars.high[i]}`,
                    `low ${bars.low[i]}`,
                    `close ${bars.close[i]}`,
                  ].join("\n"),
              },
            },
            ...[1, -1].map(side => {
              const at = symbol.side.flatMap((one, i) => (one === side ? [i] : []));
              return {
                id: side > 0 ? "long" : "short",
                name: side > 0 ? "long" : "short",
                type: "scatter",
                symbol: "triangle",
                symbolRotate: side > 0 ? 0 : 180,
                symbolSize: 11,
                z: 5,
                data: at.map(i => [barAt(bars.time, symbol.entry[i]), symbol.entry_price[i]]),
                itemStyle: { color: side > 0 ? theme.series[2] : theme.series[3], borderColor: theme.surface, borderWidth: 1 },
                tooltip: {
                  formatter: (point: { dataIndex: number }) => {
                    const i = at[point.dataIndex];
                    return [
                      `${side > 0 ? "long" : "short"} ${minute(symbol.entry[i])} at ${symbol.entry_price[i]}`,
                      `to ${minute(symbol.exit[i])} at ${symbol.exit_price[i]}`,
                      `${exact(symbol.profit_pips[i])} pips`,
                    ].join("\n");
                  },
                },
              };
            }),
            {
              id: "ways",
              type: "line",
              silent: true,
              showSymbol: false,
              connectNulls: false,
              z: 4,
              lineStyle: { color: theme.text, width: 1, type: "dotted" },
              data: symbol.entry.flatMap((entry, i) => [
                [barAt(bars.time, entry), symbol.entry_price[i]],
                [barAt(bars.time, symbol.exit[i]), symbol.exit_price[i]],
                [barAt(bars.time, symbol.exit[i]), null],
              ]),
            },
          ],
        },
      })}
    />
  );
}
