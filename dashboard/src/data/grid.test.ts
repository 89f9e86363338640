import { describe, expect, it } from "vitest";
import { cellAxis, cells, plateau } from "./grid";
import { smoothed } from "./contour";
import type { Column } from "./study";

const column = (values: number[], more: Partial<Column> = {}): Column => ({
  key: "k",
  name: "k",
  kind: "parameter",
  values: Float64Array.from(values),
  ...more,
});
const rowsOf = (one: Column) => [...one.values.keys()];

describe("cellAxis", () => {
  it("gives each value its cell where they are few", () => {
    const one = column([5, 10, 5, 20]),
      axis = cellAxis(one, rowsOf(one), 10, String);
    expect(axis.labels).toEqual(["5", "10", "20"]);
    expect([5, 10, 20, 7].map(axis.cellOf)).toEqual([0, 1, 2, -1]);
  });
  it("cuts many values into equal parts that hold both ends", () => {
    const one = column(Array.from({ length: 101 }, (_, i) => i)),
      axis = cellAxis(one, rowsOf(one), 4, String);
    expect(axis.isExact).toBe(false);
    expect([0, 24, 26, 99, 100].map(axis.cellOf)).toEqual([0, 0, 1, 3, 3]);
  });
  it("cuts logarithms into equal ratios", () => {
    const one = column(
        Array.from({ length: 61 }, (_, i) => 10 ** (i / 20)),
        { log: true },
      ),
      axis = cellAxis(one, rowsOf(one), 3, String);
    expect([1, 9.9, 10.1, 99, 101, 1000].map(axis.cellOf)).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe("cells", () => {
  const x = column([0, 0, 1, 1]),
    y = column([0, 0, 0, 1]),
    target = Float64Array.of(1, 5, 2, NaN),
    rows = [0, 1, 2, 3];
  const of = (how: "best" | "median" | "mean", maximize: boolean) =>
    cells(
      { column: x, axis: cellAxis(x, rows, 9, String) },
      { column: y, axis: cellAxis(y, rows, 9, String) },
      target,
      rows,
      how,
      maximize,
    ).map(cell => [cell.x, cell.y, cell.value, cell.rows.length]);
  it("say the best, the median or the mean of their trials", () => {
    expect(of("best", true)).toEqual([
      [0, 0, 5, 2],
      [1, 0, 2, 1],
    ]);
    expect(of("best", false)).toEqual([
      [0, 0, 1, 2],
      [1, 0, 2, 1],
    ]);
    expect(of("mean", true)[0]).toEqual([0, 0, 3, 2]);
  });
});

describe("plateau", () => {
  it("holds good cells among good ones, not a lone peak", () => {
    const grid = [
      [0, 0, 0, 0],
      [0, 9, 9, 0],
      [0, 9, 9, 0],
      [10, 0, 0, 0],
    ].flatMap((line, y) => line.map((value, x) => ({ x, y, value, rows: [] })));
    const flat = [
      [9, 9, 0],
      [9, 9, 0],
      [0, 0, 0],
    ].flatMap((line, y) => line.map((value, x) => ({ x, y, value, rows: [] })));
    expect(plateau(grid, true).size).toBe(0);
    expect([...plateau(flat, true)].map(cell => [cell.x, cell.y])).toEqual([[0, 0]]);
  });
});

describe("smoothed", () => {
  const rows = Array.from({ length: 400 }, (_, i) => i);
  const x = column(rows.map(i => i % 20)),
    y = column(rows.map(i => Math.floor(i / 20)));
  it("follows a plane, and leaves no place out where trials are everywhere", () => {
    const { data } = smoothed(
      x,
      y,
      Float64Array.from(rows, i => (i % 20) * 2),
      rows,
      16,
    );
    expect(data).toHaveLength(256);
    const middle = data.find(([i, j]) => i === 8 && j === 8)!;
    expect(Math.abs(middle[2] - 20)).toBeLessThan(3);
    const atRow = data.filter(([, j]) => j === 8).map(cell => cell[2]);
    expect(atRow.every((value, i) => i === 0 || value > atRow[i - 1])).toBe(true);
  });
  it("passes over trials without a value", () => {
    expect(smoothed(x, y, new Float64Array(400).fill(NaN), rows, 8).data).toHaveLength(0);
  });
});
