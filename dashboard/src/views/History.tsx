import { grid, insideZoom, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { pointLayers } from "../charts/points";
import { exact, show } from "../data/numbers";
import { bestSoFar, corners } from "../data/statistics";
import { columnOf } from "../data/study";
import { isComplete, rowsWhere, type Context } from "./context";
import { Select } from "./controls";

const AXES: readonly [string, string][] = [
  ["trial", "by trial"],
  ["work", "by time of work"],
  ["evaluated", "by evaluations"],
];

/** Values as they came, and the best so far. */
export function History({ context }: { context: Context }) {
  const { frame, study, mask, focus, maximize, query } = context;
  const seconds = columnOf(frame, "seconds");
  const by = seconds || query.get("by") !== "work" ? (query.get("by") ?? "trial") : "trial";
  const line = bestSoFar(frame.score, row => isComplete(frame, row), maximize);
  const last = line[line.length - 1];
  const title = `History of ${frame === study.final ? "finalists" : (study.metrics[0]?.name ?? "the score")}`;
  const sampled =
    frame.of > frame.count
      ? `Shows the best ${show(frame.best)} trials, and of the others every ${show(frame.every)}th.`
      : undefined;
  return (
    <Chart
      title={title}
      summary={frame.count === 0 ? "No trial has ended yet." : `Best so far: ${exact(last) || "none"}`}
      note={sampled}
      controls={
        <Select
          label="Horizontal axis"
          value={by}
          options={AXES.filter(([key]) => key !== "work" || seconds)}
          onChange={value => context.set("by", value === "trial" ? null : value)}
        />
      }
      depends={[frame, mask, focus, by]}
      content={theme => {
        const x = by === "work" && seconds ? running(seconds.values) : by === "evaluated" ? frame.trial.map((_, i) => i + 1) : frame.trial;
        const rows = rowsWhere(frame, row => Number.isFinite(frame.score[row]));
        const pruned = rows.filter(row => frame.state[row] === 1);
        const complete = pruned.length === 0 ? rows : rows.filter(row => frame.state[row] === 0);
        const { series, rowAt } = pointLayers(theme, frame, complete, mask, focus, x, frame.score, [
          { id: "pruned", rows: pruned.filter(row => mask[row]), color: theme.series[1], size: 4, opacity: 0.7 },
        ]);
        const steps = corners(line).map(row => [x[row], line[row]]);
        return {
          option: {
            grid: grid(),
            dataZoom: insideZoom({ x: true, y: true }),
            legend: {
              show: pruned.length > 0,
              top: 0,
              right: 0,
              textStyle: { color: theme.muted },
              data: ["trials", "pruned", "best so far"],
            },
            xAxis: valueAxis(theme, by === "work" ? "seconds of work" : by === "evaluated" ? "evaluations" : "trial", { nameGap: 28 }),
            yAxis: valueAxis(theme, study.metrics[0]?.name ?? "score"),
            tooltip: { trigger: "item" },
            series: [
              ...series,
              {
                id: "best",
                name: "best so far",
                type: "line",
                step: "end",
                data: steps,
                showSymbol: false,
                z: 4,
                lineStyle: { color: theme.strong, width: 2 },
                itemStyle: { color: theme.strong },
                tooltip: { formatter: (point: { value: [number, number] }) => `best so far\n${point.value[1]}` },
              },
            ],
          },
          onPick: (id, index) => context.look(rowAt(id, index)),
        };
      }}
    />
  );
}

function running(seconds: Float64Array): Float64Array {
  let sum = 0;
  return seconds.map(one => (sum += Number.isNaN(one) ? 0 : one));
}
