import { show } from "../data/numbers";
import { hasFilters } from "../data/selection";
import type { Column } from "../data/study";
import type { Context } from "./context";
import { Select } from "./controls";

/** What is selected, and by what: for hands that do not brush, too. */
export function Filter({ context }: { context: Context }) {
  const { frame, filters, selected } = context;
  const active = Object.keys(filters.ranges)
    .map(key => frame.columns.find(column => column.key === key))
    .filter(column => column !== undefined);
  const free = frame.columns.filter(column => !filters.ranges[column.key]);
  return (
    <section class="filter" aria-label="Selection">
      <output class="count" aria-live="polite">
        {show(selected)} of {show(frame.count)} trials{hasFilters(filters) ? " selected" : ""}
      </output>
      <input
        type="search"
        placeholder="Search in all columns"
        aria-label="Search in all columns"
        value={filters.text}
        onInput={event => context.setText(event.currentTarget.value)}
      />
      {active.map(column => (
        <Bounds key={column.key} context={context} column={column} />
      ))}
      <Select
        label="Filter by a column"
        value=""
        options={[["", "+ filter"], ...free.map(column => [column.key, column.name] as const)]}
        onChange={key => key !== "" && context.setRanges(key, [span(context, key)])}
      />
      {hasFilters(filters) && (
        <button type="button" class="quiet" onClick={context.clear}>
          Clear
        </button>
      )}
    </section>
  );
}

function span(context: Context, key: string) {
  const values = context.frame.columns.find(column => column.key === key)!.values;
  let low = Infinity,
    high = -Infinity;
  for (const value of values) {
    if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  return { low: Number.isFinite(low) ? low : 0, high: Number.isFinite(high) ? high : 0 };
}

function Bounds({ context, column }: { context: Context; column: Column }) {
  const ranges = context.filters.ranges[column.key];
  const { low, high } = ranges[0];
  const close = (
    <button type="button" class="quiet" aria-label={`No filter by ${column.name}`} onClick={() => context.setRanges(column.key, [])}>
      ✕
    </button>
  );
  if (column.texts) {
    const holds = (i: number) => ranges.some(range => i >= range.low && i <= range.high);
    const toggle = (i: number) =>
      context.setRanges(
        column.key,
        column
          .texts!.map((_, j) => j)
          .filter(j => (j === i ? !holds(j) : holds(j)))
          .map(j => ({ low: j, high: j })),
      );
    return (
      <fieldset class="chip">
        <legend>{column.name}</legend>
        {column.texts.slice(0, 20).map((text, i) => (
          <label key={i}>
            <input type="checkbox" checked={holds(i)} onChange={() => toggle(i)} /> {text.length > 24 ? `${text.slice(0, 23)}…` : text}
          </label>
        ))}
        {close}
      </fieldset>
    );
  }
  const read = (text: string, otherwise: number) => (text.trim() === "" || Number.isNaN(Number(text)) ? otherwise : Number(text));
  return (
    <fieldset class="chip">
      <legend>{column.name}</legend>
      <input
        type="number"
        step="any"
        aria-label={`Least ${column.name}`}
        value={low}
        onChange={event => context.setRanges(column.key, [{ low: read(event.currentTarget.value, low), high }])}
      />
      <span>to</span>
      <input
        type="number"
        step="any"
        aria-label={`Most ${column.name}`}
        value={high}
        onChange={event => context.setRanges(column.key, [{ low, high: read(event.currentTarget.value, high) }])}
      />
      {close}
    </fieldset>
  );
}
