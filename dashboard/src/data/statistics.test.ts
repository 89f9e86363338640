import { describe, expect, it } from "vitest";
import { bestSoFar, binOf, corners, distribution, explained, paretoFront, quantile, quantileBins, ranking, sampleRows } from "./statistics";

const all = () => true;

describe("bestSoFar", () => {
  it("follows the goal and passes over rows that do not count", () => {
    const scores = Float64Array.of(NaN, 3, 5, 1, 9, 4);
    expect([...bestSoFar(scores, row => row !== 4, true)]).toEqual([NaN, 3, 5, 5, 5, 5]);
    expect([...bestSoFar(scores, all, false)]).toEqual([NaN, 3, 3, 1, 1, 1]);
  });

  it("is drawn from its corners alone", () => expect(corners(Float64Array.of(NaN, 3, 3, 3, 2, 2))).toEqual([1, 4, 5]));
});

describe("ranking", () => {
  it("breaks ties by row and leaves out rows without a score", () => {
    expect(ranking(Float64Array.of(2, 1, NaN, 2, Infinity), all, true)).toEqual([0, 3, 1]);
    expect(ranking(Float64Array.of(2, 1, NaN, 2), all, false)).toEqual([1, 0, 3]);
  });
});

describe("distribution", () => {
  it("counts what is at most a value", () =>
    expect(distribution([3, 1, 2, 2, NaN])).toEqual([
      [1, 0.25],
      [2, 0.75],
      [3, 1],
    ]));
  it("ends at 1 with few points, however many values", () => {
    const points = distribution(
      Array.from({ length: 100_003 }, (_, i) => i),
      400,
    );
    expect(points.length).toBeLessThan(500);
    expect(points[points.length - 1]).toEqual([100_002, 1]);
  });
});

describe("bins", () => {
  it("hold about as many values each, equal ones together", () => {
    expect(quantileBins(Float64Array.of(1, 2, 3, 4, 5, 6), 3)).toEqual([2, 4, 6]);
    expect(quantileBins(Float64Array.of(1, 1, 1, 1, 2, NaN), 3)).toEqual([1, 2]);
  });
  it("are found by their upper ends", () => expect([0, 2, 2.1, 6, 99].map(value => binOf([2, 4, 6], value))).toEqual([0, 0, 1, 2, 2]));
  it("have quantiles between values", () => expect(quantile([0, 10], 0.25)).toBe(2.5));
});

describe("explained", () => {
  const rows = Array.from({ length: 400 }, (_, i) => i);
  const noise = Float64Array.from(rows, i => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1);
  it("is 1 where a choice decides all, and about 0 where it decides nothing", () => {
    const choice = Float64Array.from(rows, i => i % 4);
    expect(
      explained(
        choice,
        true,
        choice.map(value => value * value),
        rows,
      ),
    ).toBe(1);
    expect(explained(choice, true, noise, rows)).toBeLessThan(0.05);
  });
  it("counts being inactive as a value", () => {
    const sometimes = Float64Array.from(rows, i => (i % 2 === 0 ? NaN : 1));
    expect(
      explained(
        sometimes,
        false,
        Float64Array.from(rows, i => i % 2),
        rows,
      ),
    ).toBe(1);
  });
  it("says nothing from too few trials", () => expect(explained(noise, false, noise, [1, 2])).toBe(0));
});

describe("paretoFront", () => {
  const a = Float64Array.of(1, 2, 3, 3, NaN),
    b = Float64Array.of(9, 5, 5, 6, 0);
  it("keeps what nothing beats in all", () => {
    expect(
      paretoFront(
        [
          { values: a, maximize: false },
          { values: b, maximize: false },
        ],
        [0, 1, 2, 3, 4],
      ),
    ).toEqual([0, 1]);
    expect(
      paretoFront(
        [
          { values: a, maximize: true },
          { values: b, maximize: true },
        ],
        [0, 1, 2, 3, 4],
      ),
    ).toEqual([3, 0]);
  });
});

describe("sampleRows", () => {
  it("keeps the best and an even part of the others", () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => i),
      ranked = [...rows].reverse();
    const kept = sampleRows(rows, ranked, 1000);
    expect(kept.length).toBeLessThanOrEqual(1001);
    expect(kept.slice(-250)).toEqual(rows.slice(-250));
    expect(kept).toContain(0);
  });
  it("keeps all where they are few", () => expect(sampleRows([5, 6], [6, 5], 10)).toEqual([5, 6]));
});
