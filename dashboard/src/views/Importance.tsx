import { axisStyle } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { show } from "../data/numbers";
import { explained } from "../data/statistics";
import { columnOf } from "../data/study";
import { isComplete, rowsWhere, type Context } from "./context";
import { Select } from "./controls";

/** How much of a target each parameter explains alone, among the trials that are selected. */
export function Importance({ context }: { context: Context }) {
  const { frame, mask, parameters, query } = context;
  const target = (query.get("explain") === "seconds" && columnOf(frame, "seconds")) || columnOf(frame, "score")!;
  const rows = rowsWhere(frame, row => mask[row] === 1 && isComplete(frame, row));
  const weights = parameters
    .map(column => ({ name: column.name, share: explained(column.values, column.texts !== undefined, target.values, rows) }))
    .sort((a, b) => a.share - b.share);
  const first = weights[weights.length - 1];
  return (
    <Chart
      title={target.key === "seconds" ? "What decides how long a trial takes" : "Which parameters matter"}
      summary={
        first && rows.length > 3
          ? `${first.name} explains ${show(100 * first.share, 3)} % of the variance alone, among ${show(rows.length)} trials.`
          : "There are too few trials to tell."
      }
      note="Share of the variance that bin means of one parameter explain, less what chance explains. 'tuner importance' computes fANOVA."
      controls={
        columnOf(frame, "seconds") && (
          <Select
            label="What to explain"
            value={target.key === "seconds" ? "seconds" : "score"}
            options={[
              ["score", "score"],
              ["seconds", "duration"],
            ]}
            onChange={value => context.set("explain", value === "score" ? null : value)}
          />
        )
      }
      depends={[frame, mask, target.key]}
      content={theme => ({
        option: {
          grid: { left: 8, right: 50, top: 8, bottom: 24, containLabel: true },
          xAxis: {
            ...axisStyle(theme, ""),
            type: "value",
            min: 0,
            axisLabel: { color: theme.muted, formatter: (value: number) => `${show(100 * value, 3)} %` },
          },
          yAxis: {
            ...axisStyle(theme, ""),
            type: "category",
            splitLine: { show: false },
            data: weights.map(weight => (weight.name.length > 24 ? `${weight.name.slice(0, 23)}…` : weight.name)),
          },
          series: [
            {
              id: "share",
              type: "bar",
              data: weights.map(weight => weight.share),
              barMaxWidth: 22,
              itemStyle: { color: theme.main },
              label: {
                show: true,
                position: "right",
                color: theme.text,
                formatter: (bar: { value: number }) => `${show(100 * bar.value, 3)} %`,
              },
            },
          ],
        },
      })}
    />
  );
}
