import { columnAxis, grid, insideZoom, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { pointLayers } from "../charts/points";
import { show } from "../data/numbers";
import { explained } from "../data/statistics";
import type { Column } from "../data/study";
import { isComplete, rowsWhere, type Context } from "./context";

const MOST = 24;

/** The score over each parameter, the one that explains most first. */
export function Slices({ context }: { context: Context }) {
  const { frame, mask, focus, study, parameters } = context;
  const rows = rowsWhere(frame, row => isComplete(frame, row) && Number.isFinite(frame.score[row]));
  const inside = rows.filter(row => mask[row]);
  const shown = parameters
    .map(column => ({ column, share: explained(column.values, column.texts !== undefined, frame.score, rows) }))
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST);
  return (
    <>
      {parameters.length > MOST && (
        <p class="note">
          Shows the {MOST} parameters that explain most, of {parameters.length}.
        </p>
      )}
      <div class="panels thirds">{shown.map(({ column }) => slice(column))}</div>
    </>
  );

  function slice(column: Column) {
    return (
      <Chart
        key={column.key}
        title={`${study.metrics[0]?.name ?? "score"} over ${column.name}`}
        height={230}
        depends={[frame, mask, focus, column]}
        content={theme => {
          const present = rows.filter(row => !Number.isNaN(column.values[row]));
          const x = column.texts ? spread(column.values) : column.values;
          const { series, rowAt } = pointLayers(theme, frame, present, mask, focus, x, frame.score);
          const axis = columnAxis(theme, column);
          return {
            option: {
              grid: grid(),
              dataZoom: insideZoom({ x: !column.texts, y: true }),
              // Choices are spread a little, so that points beside each other can be told apart.
              xAxis: column.texts
                ? {
                    ...axis,
                    type: "value",
                    data: undefined,
                    min: -0.5,
                    max: column.texts.length - 0.5,
                    splitLine: { show: false },
                    axisTick: { customValues: [...column.texts.keys()] },
                    axisLabel: {
                      color: theme.muted,
                      hideOverlap: true,
                      customValues: [...column.texts.keys()],
                      formatter: (value: number) => label(column, value),
                    },
                  }
                : axis,
              yAxis: valueAxis(theme, ""),
              tooltip: { trigger: "item" },
              series,
            },
            onPick: (id, index) => context.look(rowAt(id, index)),
          };
        }}
        note={inside.length < rows.length ? `${show(inside.length)} of ${show(rows.length)} trials are selected.` : undefined}
      />
    );
  }
}

function label(column: Column, value: number): string {
  const text = Number.isInteger(value) ? (column.texts?.[value] ?? "") : "";
  return text.length > 14 ? `${text.slice(0, 13)}…` : text;
}

// Even, and the same at every drawing.
const spread = (values: Float64Array) => values.map((value, row) => value + (((row * 0.618033988749895) % 1) - 0.5) * 0.5);
