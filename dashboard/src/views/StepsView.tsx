import { grid, insideZoom, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { trialText } from "../charts/trial-text";
import { show } from "../data/numbers";
import { sampleRows } from "../data/statistics";
import type { Context } from "./context";

const MOST_LINES = 300;

/** What trials reported on the way; those that a pruner stopped are told apart. */
export function StepsView({ context }: { context: Context }) {
  const { study, frame, mask, focus } = context;
  const steps = study.steps;
  if (!steps) return <p class="note">The trials of this study report one value each, at their end.</p>;
  const byTrial = new Map<number, [number, number][]>();
  for (let i = 0; i < steps.trial.length; i++) {
    const points = byTrial.get(steps.trial[i]);
    if (points) points.push([steps.step[i], steps.value[i]]);
    else byTrial.set(steps.trial[i], [[steps.step[i], steps.value[i]]]);
  }
  const rows = [...frame.trial.keys()].filter(row => mask[row] && byTrial.has(frame.trial[row]));
  const drawn = sampleRows(
    rows,
    context.ranked.filter(row => mask[row] && byTrial.has(frame.trial[row])),
    MOST_LINES,
  );
  const pruned = rows.filter(row => frame.state[row] === 1).length;
  return (
    <Chart
      title="Intermediate values"
      summary={`${show(rows.length)} trials reported steps; ${show(pruned)} were pruned.`}
      note={
        drawn.length < rows.length
          ? `Draws ${show(drawn.length)} of ${show(rows.length)} trials: the best, and an even sample of the others.`
          : undefined
      }
      height={440}
      depends={[frame, steps, mask, focus]}
      content={theme => ({
        option: {
          grid: grid({ top: 40 }),
          dataZoom: insideZoom({ x: true, y: true }),
          legend: { top: 0, right: 0, textStyle: { color: theme.muted }, data: ["complete", "pruned"] },
          xAxis: valueAxis(theme, "step", { nameGap: 28, minInterval: 1 }),
          yAxis: valueAxis(theme, study.metrics[0]?.name ?? "value"),
          tooltip: { trigger: "item" },
          series: drawn.map(row => {
            const isPruned = frame.state[row] === 1,
              isFocus = row === focus;
            const color = isFocus ? theme.strong : isPruned ? theme.series[1] : theme.main;
            const points = byTrial.get(frame.trial[row])!;
            return {
              id: `row${row}`,
              name: isPruned ? "pruned" : "complete",
              type: "line",
              data: points,
              symbol: isPruned ? "triangle" : "circle",
              showSymbol: true,
              symbolSize: (_: unknown, point: { dataIndex: number }) =>
                isPruned && point.dataIndex === points.length - 1 ? 7 : points.length === 1 ? 5 : 2,
              z: isFocus ? 5 : isPruned ? 3 : 2,
              itemStyle: { color },
              lineStyle: { color, width: isFocus ? 3 : 1, type: isPruned ? "dashed" : "solid", opacity: isFocus ? 1 : 0.5 },
              tooltip: {
                formatter: (point: { value: [number, number] }) => `step ${point.value[0]}: ${point.value[1]}\n${trialText(frame, row)}`,
              },
            };
          }),
        },
        onPick: id => context.look(Number(id.slice(3))),
      })}
    />
  );
}
