import { grid, insideZoom, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { pointLayers } from "../charts/points";
import { duration } from "../data/numbers";
import { quantile } from "../data/statistics";
import { columnOf } from "../data/study";
import { rowsWhere, type Context } from "./context";

/** How long each trial took. */
export function Durations({ context }: { context: Context }) {
  const { frame, mask, focus } = context;
  const seconds = columnOf(frame, "seconds");
  if (!seconds) return <p class="note">Trials of this study are evaluated many at a time, so that no single one has a duration.</p>;
  const rows = rowsWhere(frame, row => Number.isFinite(seconds.values[row]));
  const sorted = Float64Array.from(
    rows.filter(row => mask[row]),
    row => seconds.values[row],
  ).sort();
  const sum = sorted.reduce((total, one) => total + one, 0);
  return (
    <Chart
      title="Duration of trials"
      summary={`Median ${duration(quantile(sorted, 0.5))}, longest ${duration(sorted[sorted.length - 1])}, together ${duration(sum)} of work.`}
      height={400}
      depends={[frame, mask, focus]}
      content={theme => {
        const pruned = rows.filter(row => frame.state[row] === 1 && mask[row]);
        const { series, rowAt } = pointLayers(
          theme,
          frame,
          rows.filter(row => frame.state[row] !== 1),
          mask,
          focus,
          frame.trial,
          seconds.values,
          [{ id: "pruned", rows: pruned, color: theme.series[1], size: 5, opacity: 0.8 }],
        );
        return {
          option: {
            grid: grid(),
            dataZoom: insideZoom({ x: true, y: true }),
            tooltip: { trigger: "item" },
            legend: { show: pruned.length > 0, top: 0, right: 0, textStyle: { color: theme.muted }, data: ["trials", "pruned"] },
            xAxis: valueAxis(theme, "trial", { nameGap: 28 }),
            yAxis: valueAxis(theme, "seconds", { min: 0 }),
            series,
          },
          onPick: (id, index) => context.look(rowAt(id, index)),
        };
      }}
    />
  );
}
