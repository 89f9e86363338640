import { describe, expect, it } from "vitest";
import { cellAxis, cells, plateau } from "./grid";
import type { Column } from "./study";

const column = (values: number[], more: Partial<Column> = {}): Column =>
  ({ key: "k", name: "k", kind: "parameter", values: Float64Array.from(values), ...more });
const rowsOf = (one: Column) => [...one.values.keys()];

describe("cellAxis", () => {
  it("gives each value its cell where they are few", () => {
    const one = column([5, 10, 5, 20]), axis = cellAxis(one, rowsOf(one), 10, String);
    expect(axis.labels).toEqual(["5", "10", "20"]);
    expect([5, 10, 20, 7].map(axis.cellOf)).toEqual([0, 1, 2, -1]);
  });
  it("cuts many values into equal parts that hold both ends", () => {
    const one = column(Array.from({ length: 101 }, (_, i) => i)), axis = cellAxis(one, rowsOf(one), 4, String);
    expect(axis.isExact).toBe(false);
    expect([0, 24, 26, 99, 100].map(axis.cellOf)).toEqual([0, 0, 1, 3, 3]);
  });
  it("cuts logarithms into equal ratios", () => {
    const one = column(Array.from({ length: 61 }, (_, i) => 10 ** (i / 20)), { log: true }), axis = cellAxis(one, rowsOf(one), 3, String);
    expect([1, 9.9, 10.1, 99, 101, 1000].map(axis.cellOf)).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe("cells", () => {
  const x = column([0, 0, 1, 1]), y = column([0, 0, 0, 1]), target = Float64Array.of(1, 5, 2, NaN), rows = [0, 1, 2, 3];
  const of = (how: "best" | "median" | "mean", maximize: boolean) => cells(
    { column: x, axis: cellAxis(x, rows, 9, String) }, { column: y, axis: cellAxis(y, rows, 9, String) }, target, rows, how, maximize)
    .map(cell => [cell.x, cell.y, cell.value, cell.rows.length]);
  it("say the best, the median or the mean of their trials", () => {
    expect(of("best", true)).toEqual([[0, 0, 5, 2], [1, 0, 2, 1]]);
    expect(of("best", false)).toEqual([[0, 0, 1, 2], [1, 0, 2, 1]]);
    expect(of("mean", true)[0]).toEqual([0, 0, 3, 2]);
  });
});

describe("plateau", () => {
  it("holds good cells among good ones, not a lone peak", () => {
    const grid = [[0, 0, 0, 0], [0, 9, 9, 0], [0, 9, 9, 0], [10, 0, 0, 0]].flatMap((line, y) => line.map((value, x) => ({ x, y, value, rows: [] })));
    const flat = [[9, 9, 0], [9, 9, 0], [0, 0, 0]].flatMap((line, y) => line.map((value, x) => ({ x, y, value, rows: [] })));
    expect(plateau(grid, true).size).toBe(0);
    expect([...plateau(flat, true)].map(cell => [cell.x, cell.y])).toEqual([[0, 0]]);
  });
});
