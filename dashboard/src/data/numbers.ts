import type { Column, Frame } from "./study";

const FORMATS = new Map<number, Intl.NumberFormat>();

/** A number for people, in the reader's locale; six digits unless told. */
export function show(value: number | null | undefined, digits = 6): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-4)) return value.toExponential(Math.min(digits, 4) - 1);
  let format = FORMATS.get(digits);
  if (!format) FORMATS.set(digits, (format = new Intl.NumberFormat(undefined, { maximumSignificantDigits: digits })));
  return format.format(value);
}

/** A number exactly: the shortest text that reads back as the same double; empty for none. */
export const exact = (value: number) => (Number.isNaN(value) ? "" : String(value));

/** A cell for people. */
export function showCell(column: Column, row: number): string {
  const value = column.values[row];
  if (Number.isNaN(value)) return "";
  return column.texts ? column.texts[value] : column.integer ? String(value) : show(value);
}

/** A cell exactly. */
export function exactCell(column: Column, row: number): string {
  const value = column.values[row];
  return Number.isNaN(value) ? "" : column.texts ? column.texts[value] : exact(value);
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows as CSV, as result files write it. */
export function toCsv(columns: readonly Column[], rows: readonly number[]): string {
  const lines = [columns.map(column => quoted(column.name)).join(",")];
  for (const row of rows) lines.push(columns.map(column => quoted(exactCell(column, row))).join(","));
  return lines.join("\n") + "\n";
}

/** The JSON of a cell: a number, a text, or what a parameter's value is. */
export function jsonCell(column: Column, row: number): string {
  const value = column.values[row];
  if (Number.isNaN(value)) return "null";
  if (column.texts) return column.json ? column.json[value] : JSON.stringify(column.texts[value]);
  return Number.isFinite(value) ? String(value) : "null";
}

/** Rows as a JSON array of objects. */
export function toJson(columns: readonly Column[], rows: readonly number[]): string {
  const names = columns.map(column => JSON.stringify(column.name));
  return `[\n${rows.map(row => `{${columns.map((column, i) => `${names[i]}: ${jsonCell(column, row)}`).join(", ")}}`).join(",\n")}\n]\n`;
}

/** The values of a trial as one JSON object, in the form that `--enqueue` takes. */
export function valuesJson(frame: Frame, row: number): string {
  const members = frame.columns
    .filter(column => column.kind === "parameter" && !Number.isNaN(column.values[row]))
    .map(column => {
      const value = column.values[row];
      // A float keeps its point, so that it is read back as a float.
      const json =
        !column.texts && !column.integer && Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : jsonCell(column, row);
      return `${JSON.stringify(column.name)}: ${json}`;
    });
  return `{${members.join(", ")}}`;
}

/** A time in seconds since 1970 as a date and a minute, UTC. */
export const minute = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");

const UNITS: readonly [number, string][] = [
  [86400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
];

/** A duration in its two largest units. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return "–";
  if (seconds < 1) return `${show(seconds * 1000, 3)} ms`;
  const at = UNITS.findIndex(([size]) => seconds >= size);
  const [size, name] = UNITS[at];
  const whole = at === UNITS.length - 1 ? Math.round(seconds * 10) / 10 : Math.floor(seconds / size);
  const rest = at === UNITS.length - 1 ? 0 : Math.floor((seconds - whole * size) / UNITS[at + 1][0]);
  return rest > 0 ? `${whole} ${name} ${rest} ${UNITS[at + 1][1]}` : `${whole} ${name}`;
}
