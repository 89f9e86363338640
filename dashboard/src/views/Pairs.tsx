import { axisStyle, columnAxis, grid, insideZoom, pairs } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { trialText } from "../charts/trial-text";
import { smoothed } from "../data/contour";
import { cellAxis, cells, plateau } from "../data/grid";
import { exact, show } from "../data/numbers";
import { explained } from "../data/statistics";
import { chosen, isComplete, rowsWhere, type Context } from "./context";
import { Select } from "./controls";

const MOST_CELLS = 40;
const HOW = [
  ["best", "best"],
  ["median", "median"],
  ["mean", "mean"],
] as const;

/** Two parameters at a time: a heat map of their grid, and every trial by its rank. */
export function Pairs({ context }: { context: Context }) {
  const { frame, parameters, mask, query } = context;
  const rows = rowsWhere(frame, row => mask[row] === 1 && isComplete(frame, row) && Number.isFinite(frame.score[row]));
  if (parameters.length < 2) return <p class="note">A study with one parameter has no pairs.</p>;
  const weights = new Map(parameters.map(column => [column.key, explained(column.values, column.texts !== undefined, frame.score, rows)]));
  const byWeight = [...parameters].sort((a, b) => weights.get(b.key)! - weights.get(a.key)!);
  const x = chosen(context, "x", byWeight[0])!;
  const y = chosen(
    context,
    "y",
    byWeight.find(column => column !== x),
  )!;
  const how = HOW.find(([key]) => key === query.get("how"))?.[0] ?? "best";
  const options = parameters.map(column => [column.key, column.name] as const);
  const target = chosen(
    context,
    "z",
    frame.columns.find(column => column.key === "score"),
  )!;
  const targets = frame.columns
    .filter(column => ["score", "number", "objective", "seconds"].includes(column.kind))
    .map(column => [column.key, column.name] as const);
  const maximize = target.key === "score" ? context.maximize : true;
  return (
    <>
      <div class="bar">
        <label>
          Across <Select label="Across" value={x.key} options={options} onChange={value => context.set("x", value)} />
        </label>
        <label>
          Up <Select label="Up" value={y.key} options={options} onChange={value => context.set("y", value)} />
        </label>
        <label>
          Colour <Select label="Colour" value={target.key} options={targets} onChange={value => context.set("z", value)} />
        </label>
        <label>
          of a cell the <Select label="Of a cell" value={how} options={HOW} onChange={value => context.set("how", value)} />
        </label>
      </div>
      <div class="panels halves">
        {heatMap()}
        {!x.texts && !y.texts && contour()}
        {ranks()}
      </div>
    </>
  );

  function heatMap() {
    const axes = { x: cellAxis(x, rows, MOST_CELLS, value => show(value, 4)), y: cellAxis(y, rows, MOST_CELLS, value => show(value, 4)) };
    const found = cells({ column: x, axis: axes.x }, { column: y, axis: axes.y }, target.values, rows, how, maximize);
    const flat = plateau(found, maximize);
    return (
      <Chart
        title={`${how} ${target.name} by ${x.name} and ${y.name}`}
        summary={`${show(found.length)} cells from ${show(rows.length)} trials; ${show(flat.size)} in a plateau, marked by a dot.`}
        note={axes.x.isExact && axes.y.isExact ? undefined : `Axes with more than ${MOST_CELLS} values are cut into ${MOST_CELLS} parts.`}
        height={420}
        depends={[frame, mask, x, y, target, how]}
        content={theme => {
          const values = found.map(cell => cell.value).sort((a, b) => a - b);
          const list = [...flat];
          return {
            option: {
              grid: grid({ right: 84, left: 84 }),
              xAxis: { ...axisStyle(theme, x.name), type: "category", data: axes.x.labels.map(short), splitLine: { show: false } },
              yAxis: {
                ...axisStyle(theme, y.name),
                nameGap: 60,
                type: "category",
                data: axes.y.labels.map(short),
                splitLine: { show: false },
              },
              visualMap: colours(theme.scale, values[0], values[values.length - 1], maximize, theme.muted, ["cells"]),
              tooltip: { trigger: "item" },
              series: [
                {
                  id: "cells",
                  type: "heatmap",
                  data: found.map(cell => [cell.x, cell.y, cell.value]),
                  progressive: 0,
                  tooltip: {
                    formatter: (point: { dataIndex: number }) => {
                      const cell = found[point.dataIndex];
                      const places = `${x.name}: ${axes.x.labels[cell.x]}\n${y.name}: ${axes.y.labels[cell.y]}`;
                      return `${how} ${exact(cell.value)}\n${places}\n${cell.rows.length} trials`;
                    },
                  },
                },
                {
                  id: "plateau",
                  type: "scatter",
                  data: list.map(cell => [cell.x, cell.y]),
                  symbolSize: 5,
                  silent: true,
                  z: 4,
                  itemStyle: { color: "#ffffff", borderColor: "#000000", borderWidth: 1 },
                },
              ],
            },
            onPick: (id, index) => {
              if (id === "cells")
                context.look(
                  found[index].rows.reduce((best, row) =>
                    (maximize ? target.values[row] > target.values[best] : target.values[row] < target.values[best]) ? row : best,
                  ),
                );
            },
          };
        }}
      />
    );
  }

  /** A smooth picture of the same: where no trial is, its neighbours speak, weighed by their distance. */
  function contour() {
    const size = 48;
    return (
      <Chart
        title={`Contour of ${target.name}`}
        note="Smoothed: each place is a mean of the trials around it, weighed by distance. Numbers of trials stand in the heat map."
        height={420}
        depends={[frame, mask, x, y, target]}
        content={theme => {
          const { data, labels } = smoothed(x, y, target.values, rows, size);
          const values = data.map(cell => cell[2]).sort((a, b) => a - b);
          return {
            option: {
              grid: grid({ right: 84, left: 84 }),
              xAxis: { ...axisStyle(theme, x.name), type: "category", data: labels.x, splitLine: { show: false } },
              yAxis: { ...axisStyle(theme, y.name), nameGap: 60, type: "category", data: labels.y, splitLine: { show: false } },
              visualMap: {
                ...colours(theme.scale, values[0], values[values.length - 1], maximize, theme.muted, ["field"]),
                type: "piecewise",
                splitNumber: 9,
                itemHeight: 14,
                itemWidth: 14,
                formatter: (from: number, to: number) => `${show(from, 3)} to ${show(to, 3)}`,
              },
              tooltip: { trigger: "item", formatter: (point: { value: number[] }) => `about ${show(point.value[2])}` },
              series: [{ id: "field", type: "heatmap", data, progressive: 0 }],
            },
          };
        }}
      />
    );
  }

  function ranks() {
    return (
      <Chart
        title={`Ranks of ${target.name} by ${x.name} and ${y.name}`}
        note="Each point is a trial; its colour is its rank, so that outliers do not drown the others."
        height={420}
        depends={[frame, mask, x, y, target]}
        content={theme => {
          const sorted = [...rows].sort((a, b) => target.values[a] - target.values[b]);
          const rank = new Float64Array(frame.count);
          sorted.forEach((row, i) => (rank[row] = i / Math.max(1, sorted.length - 1)));
          const points = sorted.length > 20_000 ? sorted.filter((_, i) => i % Math.ceil(sorted.length / 20_000) === 0) : sorted;
          const flat = pairs(points, x.values, y.values);
          return {
            option: {
              grid: grid({ right: 84, left: 84 }),
              dataZoom: insideZoom({ x: !x.texts, y: !y.texts }),
              xAxis: columnAxis(theme, x),
              yAxis: { ...columnAxis(theme, y), nameGap: 60 },
              visualMap: {
                ...colours(theme.scale, 0, 1, maximize, theme.muted, ["ranks"]),
                text: maximize ? ["best", "worst"] : ["worst", "best"],
              },
              tooltip: { trigger: "item" },
              series: [
                {
                  id: "ranks",
                  type: "scatter",
                  symbolSize: points.length > 3000 ? 4 : 8,
                  progressive: 0,
                  data: points.map((row, i) => [flat[2 * i], flat[2 * i + 1], rank[row]]),
                  tooltip: { formatter: (point: { dataIndex: number }) => trialText(frame, points[point.dataIndex]) },
                },
              ],
            },
            onPick: (_, index) => context.look(points[index]),
          };
        }}
      />
    );
  }
}

const short = (text: string) => (text.length > 12 ? `${text.slice(0, 11)}…` : text);

function colours(scale: readonly string[], low: number, high: number, maximize: boolean, text: string, series: string[]) {
  const isEmpty = !(high > low);
  return {
    type: "continuous",
    seriesId: series,
    dimension: 2,
    min: Number.isFinite(low) ? low : 0,
    max: isEmpty ? (Number.isFinite(low) ? low : 0) + 1 : high,
    right: 0,
    top: "center",
    itemHeight: 160,
    itemWidth: 12,
    precision: 4,
    textStyle: { color: text },
    text: [show(high, 4), show(low, 4)],
    inRange: { color: maximize ? scale : [...scale].reverse() },
  };
}
