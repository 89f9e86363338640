import { useMemo, useRef, useState } from "preact/hooks";
import { exactCell, show, showCell, toCsv, toJson } from "../data/numbers";
import { columnOf, type Column } from "../data/study";
import { fileName, save } from "../ui/download";
import type { Context } from "./context";

const ROW = 30;
const MARGIN = 12;

/** Rows in the order of a column; those without a value come last either way, ties by trial. */
function sortedRows(rows: number[], column: Column | undefined, descending: boolean): number[] {
  if (!column) return rows;
  const { values } = column;
  return rows.sort((a, b) => {
    const x = values[a],
      y = values[b];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return (descending ? y - x : x - y) || a - b;
  });
}

/** All selected trials: only the rows in sight are in the page, however many there are. */
export function Table({ context }: { context: Context }) {
  const { frame, mask, query, focus, maximize, study } = context;
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [isChoosing, setChoosing] = useState(false);
  const hidden = new Set((query.get("hide") ?? "").split("~").filter(key => key.length > 0));
  const all: readonly Column[] = frame.failure ? [...frame.columns, frame.failure] : frame.columns;
  const columns = all.filter(column => !hidden.has(column.key));
  const sort = query.get("sort") ?? (maximize ? "-score" : "score");
  const descending = sort.startsWith("-"),
    key = sort.replace(/^-/, "");
  const rows = useMemo(
    () =>
      sortedRows(
        [...frame.trial.keys()].filter(row => mask[row]),
        columnOf(frame, key),
        descending,
      ),
    [frame, mask, key, descending],
  );
  const height = 520;
  const first = Math.max(0, Math.floor(top / ROW) - MARGIN),
    last = Math.min(rows.length, Math.ceil((top + height) / ROW) + MARGIN);
  const order = (column: Column) => context.set("sort", key === column.key && !descending ? `-${column.key}` : column.key);
  const toggle = (column: Column) => {
    const next = new Set(hidden);
    if (!next.delete(column.key)) next.add(column.key);
    context.set("hide", next.size > 0 ? [...next].join("~") : null);
  };
  const move = (event: KeyboardEvent) => {
    const by = ({ ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -rows.length, End: rows.length } as Record<string, number>)[
      event.key
    ];
    if (by === undefined || rows.length === 0) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, rows.indexOf(focus) + by));
    context.look(rows[next]);
    const element = body.current!;
    if (next * ROW < element.scrollTop || (next + 2) * ROW > element.scrollTop + element.clientHeight)
      element.scrollTop = next * ROW - element.clientHeight / 2;
  };
  const name = fileName(study.name);
  return (
    <section class="panel" aria-label="Table of trials">
      <header>
        <h3>
          {show(rows.length)} of {show(frame.count)} trials
        </h3>
        <div class="tools">
          <button type="button" class="quiet" aria-expanded={isChoosing} onClick={() => setChoosing(!isChoosing)}>
            Columns
          </button>
          <button type="button" class="quiet" onClick={() => save(`${name}.csv`, toCsv(columns, rows), "text/csv")}>
            Save CSV
          </button>
          <button type="button" class="quiet" onClick={() => save(`${name}.json`, toJson(columns, rows), "application/json")}>
            Save JSON
          </button>
        </div>
      </header>
      {isChoosing && (
        <fieldset class="columns">
          <legend>Columns to show</legend>
          {all.map(column => (
            <label key={column.key}>
              <input type="checkbox" checked={!hidden.has(column.key)} onChange={() => toggle(column)} /> {column.name}
            </label>
          ))}
        </fieldset>
      )}
      <div
        class="table"
        ref={body}
        tabIndex={0}
        role="grid"
        aria-label="Trials"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        style={{ height: `${Math.min(height, (rows.length + 1) * ROW + 20)}px` }}
        onKeyDown={move}
        onScroll={event => setTop(event.currentTarget.scrollTop)}
      >
        <table role="presentation">
          <thead role="rowgroup">
            <tr role="row" aria-rowindex={1}>
              {columns.map((column, i) => (
                <th
                  key={column.key}
                  role="columnheader"
                  aria-colindex={i + 1}
                  aria-sort={key !== column.key ? "none" : descending ? "descending" : "ascending"}
                >
                  <button type="button" onClick={() => order(column)} title={column.name}>
                    {column.name}
                    <span aria-hidden="true">{key === column.key ? (descending ? " ▼" : " ▲") : ""}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            <tr role="none" style={{ height: `${first * ROW}px` }} />
            {rows.slice(first, last).map((row, i) => (
              <tr
                key={row}
                role="row"
                aria-rowindex={first + i + 2}
                aria-selected={row === focus}
                class={row === focus ? "looked" : ""}
                onClick={() => context.look(row)}
              >
                {columns.map((column, j) => (
                  <td
                    key={column.key}
                    role="gridcell"
                    aria-colindex={j + 1}
                    class={column.texts ? "text" : "number"}
                    title={exactCell(column, row)}
                  >
                    {showCell(column, row)}
                  </td>
                ))}
              </tr>
            ))}
            <tr role="none" style={{ height: `${(rows.length - last) * ROW}px` }} />
          </tbody>
        </table>
      </div>
    </section>
  );
}
