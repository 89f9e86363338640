import { axisStyle, grid, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { trialText } from "../charts/trial-text";
import { show } from "../data/numbers";
import { isComplete, type Context } from "./context";

const MOST = 60;

/** How finalists fare from the best conditions to the worst: who falls steeply lives on favourable ones. */
export function Finalists({ context }: { context: Context }) {
  const { study, mask, focus, maximize } = context;
  const frame = study.final!;
  const scenarios = study.stages[study.stages.length - 1];
  const columns = scenarios.map(name => frame.columns.find(column => column.key === `n:score_${name}`));
  const isShown = frame === context.frame;
  const rows = [...frame.trial.keys()]
    .filter(row => isComplete(frame, row) && (!isShown || mask[row]))
    .sort((a, b) => (maximize ? frame.score[b] - frame.score[a] : frame.score[a] - frame.score[b]) || a - b);
  const drawn = rows.slice(0, MOST);
  if (columns.some(column => column === undefined)) return null;
  return (
    <Chart
      title={`Scores under ${scenarios.join(", ")}`}
      summary={
        rows.length > 0 ? `Trial ${frame.trial[rows[0]]} is ranked first, with ${frame.score[rows[0]]}.` : "No finalist has a score."
      }
      note={drawn.length < rows.length ? `Draws the best ${MOST} of ${show(rows.length)} finalists.` : undefined}
      depends={[frame, mask, focus]}
      content={theme => ({
        option: {
          grid: grid(),
          xAxis: {
            ...axisStyle(theme, "scenario"),
            type: "category",
            data: [...scenarios],
            boundaryGap: false,
            splitLine: { show: true, lineStyle: { color: theme.line } },
          },
          yAxis: valueAxis(theme, "score"),
          tooltip: { trigger: "item" },
          series: drawn.map((row, rank) => ({
            id: `row${row}`,
            name: `trial ${frame.trial[row]}`,
            type: "line",
            data: columns.map(column => column!.values[row]),
            symbolSize: 5,
            lineStyle: { width: rank === 0 ? 3 : 1, opacity: rank === 0 ? 1 : 0.5, color: rank === 0 ? theme.strong : theme.main },
            itemStyle: { color: rank === 0 ? theme.strong : theme.main },
            z: rank === 0 ? 4 : 2,
            tooltip: { formatter: (point: { value: number; name: string }) => `${point.name}: ${point.value}\n${trialText(frame, row)}` },
          })),
        },
        onPick: id => context.set("trial", String(frame.trial[Number(id.slice(3))])),
      })}
    />
  );
}
