import { describe, expect, it } from "vitest";
import { payload } from "./fixture";
import { countOf, NO_FILTERS, readFilters, select, withRanges, writeFilters } from "./selection";
import { readStudy } from "./study";

const { search } = readStudy(payload());
const trials = (filters: Parameters<typeof select>[1]) => [...search.trial].filter((_, row) => select(search, filters)[row]);

describe("select", () => {
  it("selects all without filters", () => expect(countOf(select(search, NO_FILTERS))).toBe(5));

  it("holds both ends of a range", () => {
    expect(trials(withRanges(NO_FILTERS, "p:x", [{ low: 0.3, high: 0.5 }]))).toEqual([1, 2, 4]);
  });

  it("joins ranges of one column, and cuts those of several", () => {
    const two = withRanges(NO_FILTERS, "p:x", [
      { low: 0.1, high: 0.2 },
      { low: 0.9, high: 1 },
    ]);
    expect(trials(two)).toEqual([0, 3]);
    expect(trials(withRanges(two, "score", [{ low: 0, high: 0.2 }]))).toEqual([3]);
  });

  it("leaves out rows without a value", () =>
    expect(trials(withRanges(NO_FILTERS, "p:n", [{ low: -1e9, high: 1e9 }]))).toEqual([0, 2, 3, 4]));

  it("brushes choices, booleans and lists by their place", () => {
    expect(trials(withRanges(NO_FILTERS, "p:kind", [{ low: 0, high: 0 }]))).toEqual([4]);
    expect(trials(withRanges(NO_FILTERS, "p:kind", [{ low: 2, high: 2 }]))).toEqual([0]);
  });

  it("searches in texts, and in reasons of failures", () => {
    expect(trials({ ranges: {}, text: "MEMORY" })).toEqual([2]);
    expect(trials({ ranges: {}, text: "pruned" })).toEqual([4]);
  });

  it("passes over a column that is not there", () =>
    expect(trials(withRanges(NO_FILTERS, "p:gone", [{ low: 0, high: 1 }]))).toHaveLength(5));
});

describe("filters in a URL", () => {
  it("come back as they were", () => {
    const filters = {
      ...withRanges(NO_FILTERS, "p:a b&c", [
        { low: -1.5e-7, high: 0.1 + 0.2 },
        { low: -3, high: -2 },
      ]),
      text: "x & y",
    };
    const query = new URLSearchParams();
    writeFilters(filters, query);
    expect(readFilters(new URLSearchParams(query.toString()))).toEqual(filters);
  });

  it("that nobody can read are left out", () => expect(readFilters(new URLSearchParams("f.x=a..b&f.y=1")).ranges).toEqual({}));
});
