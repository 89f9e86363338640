import { useState } from "preact/hooks";
import { grid, insideZoom, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { pointLayers } from "../charts/points";
import { trialText } from "../charts/trial-text";
import { show } from "../data/numbers";
import { turned } from "../data/space";
import { paretoFront } from "../data/statistics";
import { same, type Column } from "../data/study";
import { chosen, isComplete, rowsWhere, type Context } from "./context";
import { Select } from "./controls";

interface Target {
  readonly column: Column;
  readonly maximize: boolean;
}

/** The front of the study's metrics, or of any two or three numbers: trials that no other beats in all. */
export function Front({ context }: { context: Context }) {
  const { frame, study, mask, focus } = context;
  const [angles, setAngles] = useState<[number, number]>([0.6, 0.4]);
  const numbers = frame.columns.filter(column => ["score", "number", "objective", "seconds"].includes(column.kind));
  const objectives = frame.columns.filter(column => column.kind === "objective");
  const pick = (name: string, otherwise: Column | undefined): Column | undefined => chosen(context, name, otherwise);
  const first = pick("a", objectives[0] ?? numbers[0])!;
  const second = pick("b", objectives[1] ?? numbers.find(column => !same(column.values, first.values))) ?? first;
  const third = context.query.get("c") === "none" ? undefined : pick("c", objectives[2]);
  const targets = [first, second, ...(third ? [third] : [])].map((column, i) => ({ column, maximize: goalOf(column, `g${i}`) }));
  const rows = rowsWhere(frame, row => isComplete(frame, row));
  const front = paretoFront(
    targets.map(target => ({ values: target.column.values, maximize: target.maximize })),
    rows.filter(row => mask[row]),
  );
  const options = numbers.map(column => [column.key, column.name] as const);
  return (
    <>
      <div class="bar">
        {targets.map(choice)}
        {!third && (
          <Select
            label="Third number"
            value="none"
            options={[["none", "no third"], ...options]}
            onChange={value => context.set("c", value)}
          />
        )}
      </div>
      {third ? space(third) : plane()}
    </>
  );

  function goalOf(column: Column, name: string): boolean {
    const given = context.query.get(name);
    if (given) return given === "max";
    const metric = study.metrics[objectives.indexOf(column)];
    return column.kind === "objective"
      ? metric?.goal === "maximize"
      : column.key === "score"
        ? context.maximize
        : column.kind !== "seconds";
  }

  function choice(target: Target, i: number) {
    const name = "abc"[i];
    return (
      <span class="pair" key={i}>
        <Select
          label={["Across", "Up", "Third number"][i]}
          value={target.column.key}
          options={i === 2 ? [["none", "no third"], ...options] : options}
          onChange={value => context.set(name, value)}
        />
        <Select
          label={`Goal of ${target.column.name}`}
          value={target.maximize ? "max" : "min"}
          options={[
            ["max", "more is better"],
            ["min", "less is better"],
          ]}
          onChange={value => context.set(`g${i}`, value)}
        />
      </span>
    );
  }

  function plane() {
    const line = [...front].sort((a, b) => first.values[a] - first.values[b]);
    return (
      <Chart
        title={`Pareto front of ${first.name} and ${second.name}`}
        summary={`${show(front.length)} of ${show(rows.length)} trials are on the front.`}
        height={460}
        depends={[frame, mask, focus, first, second, ...targets.map(target => target.maximize)]}
        content={theme => {
          const { series, rowAt } = pointLayers(theme, frame, rows, mask, focus, first.values, second.values, [
            { id: "front", rows: line, color: theme.strong, size: 9, opacity: 1 },
          ]);
          return {
            option: {
              grid: grid(),
              dataZoom: insideZoom({ x: true, y: true }),
              tooltip: { trigger: "item" },
              xAxis: valueAxis(theme, first.name, { nameGap: 28 }),
              yAxis: valueAxis(theme, second.name),
              series: [
                ...series,
                {
                  id: "edge",
                  type: "line",
                  data: line.map(row => [first.values[row], second.values[row]]),
                  showSymbol: false,
                  silent: true,
                  lineStyle: { color: theme.strong, width: 1, type: "dashed" },
                },
              ],
            },
            onPick: (id, index) => context.look(rowAt(id, index)),
          };
        }}
      />
    );
  }

  function space(third: Column) {
    const drawn = rows.length > 5000 ? rows.filter((row, i) => front.includes(row) || i % Math.ceil(rows.length / 5000) === 0) : rows;
    const points = turned(
      [first, second, third].map(column => column.values),
      drawn,
      angles,
    );
    const turn = (axis: 0 | 1, by: number) => setAngles(old => (axis === 0 ? [old[0] + by, old[1]] : [old[0], old[1] + by]));
    return (
      <Chart
        title={`Pareto front of ${first.name}, ${second.name} and ${third.name}`}
        summary={`${show(front.length)} of ${show(rows.length)} trials are on the front.`}
        note={
          drawn.length < rows.length
            ? `Draws ${show(drawn.length)} of ${show(rows.length)} trials: the front, and an even sample of the others.`
            : undefined
        }
        height={480}
        controls={
          <>
            <button type="button" class="quiet" aria-label="Turn left" onClick={() => turn(0, -0.25)}>
              ◀
            </button>
            <button type="button" class="quiet" aria-label="Turn right" onClick={() => turn(0, 0.25)}>
              ▶
            </button>
            <button type="button" class="quiet" aria-label="Tilt up" onClick={() => turn(1, 0.2)}>
              ▲
            </button>
            <button type="button" class="quiet" aria-label="Tilt down" onClick={() => turn(1, -0.2)}>
              ▼
            </button>
          </>
        }
        depends={[frame, mask, focus, first, second, third, angles, ...targets.map(target => target.maximize)]}
        content={theme => {
          const isFront = new Set(front);
          const layers = [
            { id: "outside", at: [...drawn.keys()].filter(i => !mask[drawn[i]]), color: theme.dim, size: 3 },
            { id: "trials", at: [...drawn.keys()].filter(i => mask[drawn[i]] && !isFront.has(drawn[i])), color: theme.main, size: 5 },
            { id: "front", at: [...drawn.keys()].filter(i => isFront.has(drawn[i])), color: theme.strong, size: 10 },
          ];
          const plain = { type: "value", min: -1.1, max: 1.1, show: false };
          return {
            option: {
              grid: { left: 20, right: 20, top: 20, bottom: 20 },
              xAxis: plain,
              yAxis: plain,
              tooltip: { trigger: "item" },
              series: [
                ...points.axes.map((axis, i) => ({
                  id: `axis${i}`,
                  type: "line",
                  silent: true,
                  data: [
                    [...axis.from],
                    {
                      value: [...axis.to],
                      label: {
                        show: true,
                        formatter: [first, second, third][i].name,
                        color: theme.text,
                      },
                    },
                  ],
                  symbolSize: 1,
                  lineStyle: { color: theme.muted, width: 1 },
                  showSymbol: true,
                })),
                ...layers.map(layer => ({
                  id: layer.id,
                  type: "scatter",
                  data: layer.at.map(i => [points.x[i], points.y[i]]),
                  symbolSize: layer.size,
                  itemStyle: { color: layer.color, opacity: 0.8 },
                  tooltip: {
                    formatter: (point: { dataIndex: number }) => {
                      const row = drawn[layer.at[point.dataIndex]];
                      const lines = targets.map(target => `${target.column.name}: ${target.column.values[row]}`);
                      return [...lines, trialText(frame, row)].join("\n");
                    },
                  },
                })),
              ],
            },
            onPick: (id, index) => {
              const layer = layers.find(one => one.id === id);
              if (layer) context.look(drawn[layer.at[index]]);
            },
          };
        }}
      />
    );
  }
}
