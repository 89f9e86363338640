import { useEffect, useMemo, useState } from "preact/hooks";
import { getTrades, type SymbolTrades, type Trades } from "../api";
import { axisStyle, grid, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { exact, show } from "../data/numbers";
import { ranking } from "../data/statistics";
import { columnOf, maximizes, type Study } from "../data/study";
import { ended, equity, histogram, months } from "../data/trades";
import { replaceQuery, useRoute } from "../ui/route";
import { Select } from "./controls";

const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
const MONTHS = Array.from({ length: 12 }, (_, i) => new Intl.DateTimeFormat(undefined, { month: "short", timeZone: "UTC" }).format(Date.UTC(2000, i, 1)));

/** The trades of the trial that is looked at, or of the best: equity, drawdown, months, distribution, and on the prices. */
export function Backtest({ id, study }: { id: string; study: Study }) {
  const { query } = useRoute();
  const frame = study.final ?? study.search;
  const best = ranking(frame.score, row => frame.state[row] === 0, maximizes(study))[0];
  const given = query.get("trial");
  const trial = given === null ? best === undefined ? NaN : frame.trial[best] : Number(given);
  const scenarios = useMemo(() => [...new Set(study.stages.flat())], [study.stages]);
  const [all, setAll] = useState<readonly Trades[]>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    if (Number.isNaN(trial))
      return undefined;
    let isOver = false;
    setAll(undefined);
    setFault(undefined);
    Promise.all(scenarios.map(scenario => getTrades(id, trial, scenario)))
      .then(found => isOver || setAll(found), error => isOver || setFault((error as Error).message));
    return () => void (isOver = true);
  }, [id, trial, scenarios.join(",")]);
  if (Number.isNaN(trial))
    return <p class="note">No trial has a score.</p>;
  if (!all)
    return fault ? <p role="alert" class="failure">{fault}</p> : <p>Computing the trades of trial {trial} …</p>;
  const chosen = all.find(one => one.scenario === query.get("scenario")) ?? all[all.length > 1 ? Math.min(1, all.length - 1) : 0];
  return (
    <>
      <div class="bar">
        <strong>Trial {trial}</strong>
        {scenarios.length > 1 && <Select label="Scenario" value={chosen.scenario} options={scenarios.map(name => [name, `scenario ${name}`])}
          onChange={value => replaceQuery(next => next.set("scenario", value))} />}
        <span class="note">Click a trial in another view to see its trades here.</span>
      </div>
      <Changed study={study} all={all} />
      <div class="panels halves">
        <Equity all={all} />
        <Distribution trades={chosen} />
      </div>
      <Prices trades={chosen} />
      <Months trades={chosen} />
    </>
  );
}

/** Says so where the data are no longer those that the results were made of. */
function Changed({ study, all }: { study: Study; all: readonly Trades[] }) {
  for (const { trial, scenario, symbols } of all) {
    for (const frame of [study.final, study.search]) {
      const stored = frame && columnOf(frame, `n:pnl_pips_${scenario}`)?.values[frame.trial.indexOf(trial)];
      const sum = symbols.reduce((total, symbol) => total + symbol.profit_pips.reduce((one, pips) => one + pips, 0), 0);
      if (stored !== undefined && !Number.isNaN(stored) && Math.abs(stored - sum) > 1e-6 * Math.max(1, Math.abs(stored)))
        return <p role="alert" class="failure">The results say {exact(stored)} pips under {scenario}, these trades {exact(sum)}: the data have changed since.</p>;
    }
  }
  return null;
}

function Equity({ all }: { all: readonly Trades[] }) {
  const lines = useMemo(() => all.map(({ scenario, symbols }) => {
    const trades = ended(symbols);
    return { scenario, trades, ...equity(trades) };
  }), [all]);
  return (
    <Chart title="Equity after each trade" height={360} depends={[lines]}
      summary={lines.map(line => `${line.scenario}: ${show(line.sum.length, 12)} trades, ${show(line.sum[line.sum.length - 1] ?? 0)} pips, drawdown ${
        show(-Math.min(0, ...chunked(line.below)))}`).join("; ")}
      note="Sums of closed trades in pips; below, how far each lies under its highest. Losses of open trades are in the metric max_drawdown_pips."
      content={theme => ({
        option: {
          grid: [grid({ bottom: 130, top: 40 }), grid({ top: 258 })],
          legend: { top: 0, right: 0, textStyle: { color: theme.text }, data: lines.map(line => line.scenario) },
          xAxis: [0, 1].map(i => ({ ...axisStyle(theme, ""), type: "time", gridIndex: i, splitLine: { show: false }, axisLabel: { show: i === 1, color: theme.muted } })),
          yAxis: [valueAxis(theme, "pips", { gridIndex: 0 }), valueAxis(theme, "below", { gridIndex: 1, splitNumber: 2 })],
          dataZoom: [{ type: "inside", id: "zoomX", xAxisIndex: [0, 1], zoomOnMouseWheel: "shift" }],
          tooltip: { trigger: "item", formatter: (point: { seriesName: string; value: [number, number] }) => `${point.seriesName} ${day(point.value[0] / 1000)}\n${show(point.value[1])} pips` },
          series: lines.flatMap((line, i) => [
            { id: `equity-${line.scenario}`, name: line.scenario, type: "line", step: "end", showSymbol: false, sampling: "lttb",
              data: Array.from(line.sum, (value, j) => [line.trades.exit[j] * 1000, value]), lineStyle: { width: 1.5 } },
            { id: `below-${line.scenario}`, name: line.scenario, type: "line", step: "end", showSymbol: false, xAxisIndex: 1, yAxisIndex: 1, sampling: "lttb",
              data: Array.from(line.below, (value, j) => [line.trades.exit[j] * 1000, value]), lineStyle: { width: 1, color: theme.series[i % theme.series.length] },
              itemStyle: { color: theme.series[i % theme.series.length] } },
          ]),
        },
      })} />
  );
}

// A spread of a hundred thousand arguments would not fit on the stack.
const chunked = (values: Float64Array) => [values.reduce((least, value) => Math.min(least, value), 0)];

function Distribution({ trades }: { trades: Trades }) {
  const all = ended(trades.symbols), bins = histogram(all.profit, 40);
  const wins = all.profit.filter(pips => pips > 0).length;
  return (
    <Chart title={`Profit of trades under ${trades.scenario}`} height={360} depends={[trades]}
      summary={all.profit.length === 0 ? "It never trades." : `${show(100 * wins / all.profit.length, 3)} % of ${show(all.profit.length, 12)} trades win.`}
      note="The outermost bars hold all beyond the 1st and 99th hundredth."
      content={theme => ({
        option: {
          grid: grid(), tooltip: { trigger: "item", formatter: (bar: { dataIndex: number }) =>
            `${show(bins[bar.dataIndex].from, 4)} to ${show(bins[bar.dataIndex].to, 4)} pips\n${bins[bar.dataIndex].count} trades` },
          xAxis: { ...axisStyle(theme, "pips"), type: "category", data: bins.map(bin => show((bin.from + bin.to) / 2, 3)), splitLine: { show: false } },
          yAxis: valueAxis(theme, "trades", { min: 0 }),
          series: [{ id: "bins", type: "bar", barCategoryGap: "8%", data: bins.map(bin => ({ value: bin.count, itemStyle: { color: bin.to <= 0 ? theme.series[3] : theme.series[0] } })) }],
        },
      })} />
  );
}

/** The bar of a time in ascending ones. */
function barAt(times: readonly number[], time: number): number {
  let low = 0, high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle] <= time)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

function Prices({ trades }: { trades: Trades }) {
  const [name, setName] = useState(trades.symbols[0].symbol);
  const symbol: SymbolTrades = trades.symbols.find(one => one.symbol === name) ?? trades.symbols[0];
  const { bars } = symbol;
  return (
    <Chart title={`Trades on ${symbol.symbol} under ${trades.scenario}`} height={440} depends={[trades, symbol]}
      summary={`${show(symbol.profit_pips.length, 12)} trades on ${show(bars.time.length, 12)} bars. Drag the slider, or turn the wheel with shift, to zoom.`}
      note={bars.per > 1 ? `Each bar here is ${bars.per} bars of the data.` : undefined}
      controls={trades.symbols.length > 1 && <Select label="Symbol" value={symbol.symbol} options={trades.symbols.map(one => [one.symbol, one.symbol])} onChange={setName} />}
      content={theme => ({
        option: {
          grid: grid({ bottom: 90 }),
          xAxis: { ...axisStyle(theme, ""), type: "category", data: bars.time.map(day), splitLine: { show: false } },
          yAxis: valueAxis(theme, "price"),
          dataZoom: [
            { type: "inside", id: "zoomX", zoomOnMouseWheel: "shift", startValue: Math.max(0, bars.time.length - 400), endValue: bars.time.length - 1 },
            { type: "slider", id: "slider", bottom: 12, height: 26, startValue: Math.max(0, bars.time.length - 400), endValue: bars.time.length - 1,
              borderColor: theme.line, textStyle: { color: theme.muted } },
          ],
          tooltip: { trigger: "item" },
          series: [
            {
              id: "bars", type: "candlestick", large: true, data: bars.open.map((open, i) => [open, bars.close[i], bars.low[i], bars.high[i]]),
              itemStyle: { color: theme.series[5], color0: theme.muted, borderColor: theme.series[5], borderColor0: theme.muted },
              tooltip: { formatter: (bar: { dataIndex: number }) => `${day(bars.time[bar.dataIndex])}\nopen ${bars.open[bar.dataIndex]}\nhigh ${bars.high[bar.dataIndex]}\nlow ${bars.low[bar.dataIndex]}\nclose ${bars.close[bar.dataIndex]}` },
            },
            ...[1, -1].map(side => {
              const at = symbol.side.flatMap((one, i) => one === side ? [i] : []);
              return {
                id: side > 0 ? "long" : "short", name: side > 0 ? "long" : "short", type: "scatter", symbol: "triangle", symbolRotate: side > 0 ? 0 : 180,
                symbolSize: 11, z: 5, data: at.map(i => [barAt(bars.time, symbol.entry[i]), symbol.entry_price[i]]),
                itemStyle: { color: side > 0 ? theme.series[2] : theme.series[3], borderColor: theme.surface, borderWidth: 1 },
                tooltip: { formatter: (point: { dataIndex: number }) => {
                  const i = at[point.dataIndex];
                  return `${side > 0 ? "long" : "short"} ${day(symbol.entry[i])} at ${symbol.entry_price[i]}\nto ${day(symbol.exit[i])} at ${symbol.exit_price[i]}\n${exact(symbol.profit_pips[i])} pips`;
                } },
              };
            }),
            {
              id: "ways", type: "line", silent: true, showSymbol: false, connectNulls: false, z: 4, lineStyle: { color: theme.text, width: 1, type: "dotted" },
              data: symbol.entry.flatMap((entry, i) => [
                [barAt(bars.time, entry), symbol.entry_price[i]], [barAt(bars.time, symbol.exit[i]), symbol.exit_price[i]], [barAt(bars.time, symbol.exit[i]), null]]),
            },
          ],
        },
      })} />
  );
}

function Months({ trades }: { trades: Trades }) {
  const years = months(ended(trades.symbols));
  return (
    <section class="panel" aria-label="Profit by month">
      <header><h3>Profit by month under {trades.scenario}, in pips</h3></header>
      <div class="scroll" tabIndex={0} role="region" aria-label="Months">
        <table class="values wide">
          <thead><tr><th scope="col">year</th>{MONTHS.map(month => <th key={month} scope="col">{month}</th>)}<th scope="col">all</th></tr></thead>
          <tbody>
            {[...years].sort((a, b) => a[0] - b[0]).map(([year, row]) => (
              <tr key={year}>
                <th scope="row">{year}</th>
                {[...row].map((pips, i) => <td key={i} class={pips < 0 ? "loss" : ""} title={exact(pips)}>{Number.isNaN(pips) ? "" : show(pips, 4)}</td>)}
                <td>{show(row.reduce((sum, pips) => sum + (Number.isNaN(pips) ? 0 : pips), 0), 5)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
