import type { Column, Frame } from "./study";

/** What a column's values must be: within bounds, both included, or among choices. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** All that is selected, the same in every view: ranges by column, and a text. */
export interface Filters {
  readonly ranges: Readonly<Record<string, readonly Range[]>>;
  readonly text: string;
}

export const NO_FILTERS: Filters = { ranges: {}, text: "" };

export const hasFilters = (filters: Filters) => filters.text.length > 0 || Object.keys(filters.ranges).length > 0;

/** With other ranges of a column; none removes it. */
export function withRanges(filters: Filters, key: string, ranges: readonly Range[]): Filters {
  const { [key]: _, ...others } = filters.ranges;
  return { ...filters, ranges: ranges.length > 0 ? { ...others, [key]: ranges } : others };
}

const contains = (ranges: readonly Range[], value: number) => ranges.some(range => value >= range.low && value <= range.high);

function textOf(column: Column, row: number): string {
  const value = column.values[row];
  return Number.isNaN(value) ? "" : column.texts ? column.texts[value] : String(value);
}

/** Which rows are selected: 1 or 0 each. */
export function select(frame: Frame, filters: Filters): Uint8Array {
  const mask = new Uint8Array(frame.count).fill(1);
  for (const [key, ranges] of Object.entries(filters.ranges)) {
    const values = frame.columns.find(column => column.key === key)?.values;
    if (!values) continue;
    for (let row = 0; row < frame.count; row++) {
      if (mask[row] && !contains(ranges, values[row])) mask[row] = 0;
    }
  }
  const wanted = filters.text.trim().toLowerCase();
  if (wanted.length > 0) {
    const columns = frame.failure ? [...frame.columns, frame.failure] : frame.columns;
    for (let row = 0; row < frame.count; row++) {
      if (mask[row] && !columns.some(column => textOf(column, row).toLowerCase().includes(wanted))) mask[row] = 0;
    }
  }
  return mask;
}

export function countOf(mask: Uint8Array): number {
  let count = 0;
  for (const one of mask) count += one;
  return count;
}

/** Filters as parts of a URL's query. */
export function writeFilters(filters: Filters, query: URLSearchParams): void {
  for (const [key, ranges] of Object.entries(filters.ranges))
    query.set(`f.${key}`, ranges.map(range => `${range.low}..${range.high}`).join(","));
  if (filters.text.length > 0) query.set("q", filters.text);
}

/** Filters from a URL's query; what cannot be read is left out. */
export function readFilters(query: URLSearchParams): Filters {
  const ranges: Record<string, readonly Range[]> = {};
  for (const [name, text] of query) {
    if (!name.startsWith("f.")) continue;
    const read = text
      .split(",")
      .map(part => {
        const [low, high] = part.split("..");
        return { low: Number(low), high: Number(high) };
      })
      .filter(range => low(range) && !Number.isNaN(range.high));
    if (read.length > 0) ranges[name.slice(2)] = read;
  }
  return { ranges, text: query.get("q") ?? "" };
}

const low = (range: Range) => !Number.isNaN(range.low);
