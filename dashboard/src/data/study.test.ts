import { describe, expect, it } from "vitest";
import { encoded, payload } from "./fixture";
import { grownStudy } from "./growth";
import { exactCell, valuesJson } from "./numbers";
import { columnOf, readStudy } from "./study";

describe("readStudy", () => {
  const { search } = readStudy(payload());

  it("sorts trials by number", () => {
    expect([...search.trial]).toEqual([0, 1, 2, 3, 4]);
    expect([...search.state]).toEqual([0, 0, 2, 0, 1]);
    expect([...search.score]).toEqual([0.5, 0.7, NaN, 0.1, 0.3]);
  });

  it("keeps doubles to the last bit", () => {
    const odd = [0.1 + 0.2, -0, 5e-324, 1.7976931348623157e308];
    const read = readStudy(
      payload({ search: { ...payload().search!, count: 4, trial: encoded([0, 1, 2, 3]), state: "0000", score: encoded(odd) } }),
    );
    odd.forEach((value, i) => expect(Object.is(read.search.score[i], value)).toBe(true));
  });

  it("leaves out a score column that repeats the score", () => {
    expect(columnOf(search, "n:score")).toBeUndefined();
    expect([...columnOf(search, "n:time")!.values]).toEqual([2, 3, 5, 1, 4]);
  });

  it("orders choices as people read them", () => {
    const kind = columnOf(search, "p:kind")!;
    expect(kind.texts).toEqual(["[1,2]", "b", "true"]);
    expect([...search.trial.keys()].map(row => exactCell(kind, row))).toEqual(["true", "b", "b", "b", "[1,2]"]);
  });

  it("joins durations by trial", () => expect([...columnOf(search, "seconds")!.values]).toEqual([0.5, 1, 2, 3, 4]));

  it("tells why a trial failed", () => expect(search.failure!.texts![search.failure!.values[2]]).toBe("out of memory"));

  it("reads a study without trials", () => expect(readStudy(payload({ search: undefined })).search.count).toBe(0));
});

describe("valuesJson", () => {
  it("writes values in the form that --enqueue takes, inactive ones left out", () => {
    const { search } = readStudy(payload());
    expect(JSON.parse(valuesJson(search, 0))).toEqual({ x: 0.2, kind: true, n: 2 });
    expect(JSON.parse(valuesJson(search, 1))).toEqual({ x: 0.3, kind: "b" });
  });
});

describe("grownStudy", () => {
  it("appends trials and texts that are new", () => {
    const more = payload({ from: 5 });
    more.search = {
      ...more.search!,
      count: 2,
      of: 2,
      trial: encoded([6, 5]),
      state: "00",
      score: encoded([0.05, 0.2]),
      step: encoded([NaN, NaN]),
      parameters: [encoded([0.1, 0.6]), { texts: ['"new"', '"b"'], at: encoded([0, 1]) }, encoded([1, 1])],
      numbers: [{ name: "time", values: encoded([6, 7]) }],
      failure: undefined,
    };
    more.seconds = { trial: encoded([5, 6]), values: encoded([5, 6]) };
    const { search } = grownStudy(readStudy(payload()), readStudy(more));
    expect([...search.trial]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const kind = columnOf(search, "p:kind")!;
    expect(search.trial.length).toBe(kind.values.length);
    expect([5, 6].map(row => exactCell(kind, row))).toEqual(["b", "new"]);
    expect([...columnOf(search, "n:time")!.values]).toEqual([2, 3, 5, 1, 4, 7, 6]);
    expect(search.failure!.texts![search.failure!.values[2]]).toBe("out of memory");
  });
});
