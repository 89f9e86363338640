import { Chart } from "../charts/Chart";
import { trialText } from "../charts/trial-text";
import { show } from "../data/numbers";
import type { Range } from "../data/selection";
import { quantile, ranking, sampleRows } from "../data/statistics";
import type { Column, Frame } from "../data/study";
import type { Theme } from "../ui/theme";
import { isComplete, rowsWhere, type Context } from "./context";

const MOST_LINES = 1500;
const MOST_AXES = 14;

/** The axes: parameters, then what ranks. */
function axesOf(context: Context): Column[] {
  const score = context.frame.columns.find(column => column.key === "score")!;
  return [...context.parameters.slice(0, MOST_AXES), score];
}

const isLog = (column: Column) => column.log === true && column.values.every(value => Number.isNaN(value) || value > 0);

function axisOption(theme: Theme, column: Column, i: number) {
  const name = column.name.length > 18 ? `${column.name.slice(0, 17)}…` : column.name;
  const style = {
    id: `axis${i}`,
    dim: i,
    name,
    nameTextStyle: { color: theme.text, fontSize: 11 },
    axisLine: { lineStyle: { color: theme.muted } },
    axisLabel: { color: theme.muted, fontSize: 10 },
    areaSelectStyle: { width: 18, borderColor: theme.strong, color: theme.strong, opacity: 0.25 },
  };
  return column.texts
    ? { ...style, type: "category", data: column.texts.map(text => (text.length > 14 ? `${text.slice(0, 13)}…` : text)) }
    : {
        ...style,
        type: isLog(column) ? "log" : "value",
        scale: true,
        axisLabel: { color: theme.muted, fontSize: 10, formatter: (value: number) => show(value, 3) },
      };
}

/** Lines over all parameters: brush any axis, the selection holds in all views. */
export function Parallel({ context }: { context: Context }) {
  const { frame, mask, filters, maximize, focus } = context;
  const axes = axesOf(context);
  const complete = rowsWhere(frame, row => isComplete(frame, row) && Number.isFinite(frame.score[row]));
  const inside = complete.filter(row => mask[row]);
  const ranked = ranking(frame.score, row => isComplete(frame, row) && mask[row] === 1, maximize);
  const drawn = sampleRows(inside, ranked, MOST_LINES);
  const notes = [
    ...(drawn.length < inside.length
      ? [`Draws ${show(drawn.length)} of ${show(inside.length)} lines: the best, and an even sample of the others.`]
      : []),
    ...(context.parameters.length > MOST_AXES ? [`Shows the first ${MOST_AXES} of ${context.parameters.length} parameters.`] : []),
    "Drag along an axis to select; click beside the range to let go.",
  ];
  return (
    <Chart
      title="Parallel coordinates"
      summary={`${show(context.selected)} of ${show(frame.count)} trials are selected.`}
      note={notes.join(" ")}
      height={340}
      depends={[frame, mask, filters, focus]}
      content={theme => {
        const rest =
          drawn.length === inside.length && complete.length > inside.length
            ? sampleRows(
                complete.filter(row => !mask[row]),
                [],
                400,
              )
            : [];
        const scores = Float64Array.from(inside, row => frame.score[row]).sort();
        const low = quantile(scores, 0.02),
          high = quantile(scores, 1);
        const values = (rows: readonly number[]) => rows.map(row => axes.map(column => valueOf(column, row)));
        return {
          option: {
            parallel: { left: 44, right: 64, top: 40, bottom: 20, parallelAxisDefault: { nameLocation: "end", nameGap: 14 } },
            parallelAxis: axes.map((column, i) => axisOption(theme, column, i)),
            visualMap: {
              show: false,
              seriesId: "lines",
              dimension: axes.length - 1,
              min: Number.isFinite(low) ? low : 0,
              max: Number.isFinite(high) && high > low ? high : low + 1,
              inRange: { color: maximize ? theme.scale : [...theme.scale].reverse() },
            },
            tooltip: { trigger: "item" },
            series: [
              {
                id: "rest",
                type: "parallel",
                data: values(rest),
                lineStyle: { color: theme.dim, opacity: 0.15, width: 1 },
                inactiveOpacity: 0.15,
                silent: true,
              },
              {
                id: "lines",
                type: "parallel",
                data: values(drawn),
                smooth: false,
                inactiveOpacity: 0.03,
                progressive: 0,
                lineStyle: { width: 1, opacity: drawn.length > 400 ? 0.35 : 0.6 },
                tooltip: { formatter: (point: { dataIndex: number }) => trialText(frame, drawn[point.dataIndex]) },
              },
              {
                id: "looked",
                type: "parallel",
                data: focus >= 0 ? values([focus]) : [],
                inactiveOpacity: 1,
                lineStyle: { color: theme.strong, width: 3, opacity: 1 },
              },
            ],
          },
          onPick: (id, index) => id === "lines" && context.look(drawn[index]),
          onBrush: (axis, intervals) =>
            context.setRanges(
              axes[axis].key,
              intervals.map(interval => rangeOf(axes[axis], interval)),
            ),
          brushes: axes.map(column => (filters.ranges[column.key] ?? []).map(range => intervalOf(column, frame, range))),
        };
      }}
    />
  );
}

const valueOf = (column: Column, row: number) => (Number.isNaN(column.values[row]) ? "-" : column.values[row]);

// A brush over a choice holds it whole.
function rangeOf(column: Column, [low, high]: readonly [number, number]): Range {
  return column.texts
    ? { low: Math.round(Math.min(low, high)), high: Math.round(Math.max(low, high)) }
    : { low: Math.min(low, high), high: Math.max(low, high) };
}

function intervalOf(column: Column, frame: Frame, range: Range): [number, number] {
  if (column.texts) return [range.low - (range.low === range.high ? 0.3 : 0), range.high + (range.low === range.high ? 0.3 : 0)];
  let least = Infinity,
    most = -Infinity;
  for (let row = 0; row < frame.count; row++) {
    const value = column.values[row];
    if (Number.isFinite(value)) [least, most] = [Math.min(least, value), Math.max(most, value)];
  }
  return [Math.max(range.low, least), Math.min(range.high, most)];
}
