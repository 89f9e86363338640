import { grid, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { show } from "../data/numbers";
import { distribution, quantile } from "../data/statistics";
import { isComplete, rowsWhere, type Context } from "./context";

/** Which share of the trials is at most so good (EDF). */
export function Distribution({ context }: { context: Context }) {
  const { frame, mask, study } = context;
  const all = rowsWhere(frame, row => isComplete(frame, row));
  const inside = all.filter(row => mask[row]);
  const sorted = Float64Array.from(inside, row => frame.score[row])
    .filter(Number.isFinite)
    .sort();
  return (
    <Chart
      title="Distribution of scores (EDF)"
      summary={`Median ${show(quantile(sorted, 0.5))} of ${show(sorted.length)} trials.`}
      depends={[frame, mask]}
      content={theme => ({
        option: {
          grid: grid(),
          xAxis: valueAxis(theme, study.metrics[0]?.name ?? "score", { nameGap: 28 }),
          yAxis: valueAxis(theme, "share of trials", { min: 0, max: 1 }),
          tooltip: {
            trigger: "axis",
            formatter: (points: { value: [number, number] }[]) =>
              points.length > 0 ? `${show(100 * points[0].value[1], 4)} % are at most ${points[0].value[0]}` : "",
          },
          series: [
            ...(inside.length < all.length
              ? [
                  {
                    id: "all",
                    name: "all",
                    type: "line",
                    step: "end",
                    showSymbol: false,
                    data: distribution(all.map(row => frame.score[row])),
                    lineStyle: { color: theme.dim, width: 1.5 },
                  },
                ]
              : []),
            {
              id: "selected",
              name: "selected",
              type: "line",
              step: "end",
              showSymbol: false,
              data: distribution(inside.map(row => frame.score[row])),
              lineStyle: { color: theme.main, width: 2 },
            },
          ],
        },
      })}
    />
  );
}
