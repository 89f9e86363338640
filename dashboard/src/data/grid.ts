import { quantile } from "./statistics";
import type { Column } from "./study";

/** An axis cut into cells: each distinct value its own where there are few, else cells of equal width (of equal ratio where it is log). */
export interface CellAxis {
  readonly labels: readonly string[];
  readonly cellOf: (value: number) => number;
  /** Whether a cell stands for one value. */
  readonly isExact: boolean;
  readonly ranges: readonly (readonly [number, number])[];
}

export function cellAxis(column: Column, rows: readonly number[], most: number, format: (value: number) => string): CellAxis {
  const values = [...new Set(rows.map(row => column.values[row]).filter(Number.isFinite))].sort((a, b) => a - b);
  if (column.texts || values.length <= most) {
    const place = new Map(values.map((value, i) => [value, i]));
    return {
      labels: values.map(value => (column.texts ? column.texts[value] : format(value))),
      cellOf: value => place.get(value) ?? -1,
      isExact: true,
      ranges: values.map(value => [value, value]),
    };
  }
  const scale = column.log && values[0] > 0 ? Math.log : (value: number) => value;
  const back = scale === Math.log ? Math.exp : (value: number) => value;
  const low = scale(values[0]),
    width = (scale(values[values.length - 1]) - low) / most;
  const edge = (i: number) => (i === 0 ? values[0] : i === most ? values[values.length - 1] : back(low + i * width));
  return {
    labels: Array.from({ length: most }, (_, i) => format(back(low + (i + 0.5) * width))),
    cellOf: value => (Number.isFinite(value) ? Math.min(most - 1, Math.max(0, Math.floor((scale(value) - low) / width))) : -1),
    isExact: false,
    ranges: Array.from({ length: most }, (_, i) => [edge(i), edge(i + 1)]),
  };
}

export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly rows: readonly number[];
}

/** The cells that hold trials, with a value of each: its best, its median or its mean. */
export function cells(
  x: { column: Column; axis: CellAxis },
  y: { column: Column; axis: CellAxis },
  target: Float64Array,
  rows: readonly number[],
  how: "best" | "median" | "mean",
  maximize: boolean,
): Cell[] {
  const found = new Map<number, number[]>();
  for (const row of rows) {
    const i = x.axis.cellOf(x.column.values[row]),
      j = y.axis.cellOf(y.column.values[row]);
    if (i < 0 || j < 0 || !Number.isFinite(target[row])) continue;
    const key = j * x.axis.labels.length + i;
    const cell = found.get(key);
    if (cell) cell.push(row);
    else found.set(key, [row]);
  }
  return [...found].map(([key, members]) => {
    const values = Float64Array.from(members, row => target[row]).sort();
    const value =
      how === "median"
        ? quantile(values, 0.5)
        : how === "mean"
          ? values.reduce((sum, one) => sum + one, 0) / values.length
          : maximize
            ? values[values.length - 1]
            : values[0];
    return { x: key % x.axis.labels.length, y: Math.floor(key / x.axis.labels.length), value, rows: members };
  });
}

/**
 * Cells of a plateau: as good as all their neighbours, within a share of the span of all values, and among the best quarter. A good cell
 * among bad ones is luck more often than skill.
 */
export function plateau(all: readonly Cell[], maximize: boolean, tolerance = 0.15): Set<Cell> {
  const finite = all.map(cell => cell.value).sort((a, b) => a - b);
  const span = (finite[finite.length - 1] - finite[0]) * tolerance;
  const bound = quantile(finite, maximize ? 0.75 : 0.25);
  const at = new Map(all.map(cell => [`${cell.x},${cell.y}`, cell]));
  return new Set(
    all.filter(cell => {
      if (maximize ? cell.value < bound : cell.value > bound) return false;
      const neighbours = [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ]
        .map(([dx, dy]) => at.get(`${cell.x + dx},${cell.y + dy}`))
        .filter(cell => cell !== undefined);
      return neighbours.length >= 2 && neighbours.every(other => Math.abs(other.value - cell.value) <= span);
    }),
  );
}
