import { describe, expect, it } from "vitest";
import { payload } from "./fixture";
import { duration, exact, show, toCsv, toJson } from "./numbers";
import { columnOf, readStudy } from "./study";
import { readRoute, writeRoute } from "../ui/route";
import { fileName } from "../ui/download";

describe("numbers", () => {
  it("are shown short and copied whole", () => {
    expect(show(1.105842606940012)).toMatch(/^1[.,]10584$/);
    expect(exact(1.105842606940012)).toBe("1.105842606940012");
    expect(show(NaN)).toBe("–");
    expect(show(1.5e-7)).toBe("1.500e-7");
  });
  it("of seconds become durations", () => {
    expect([0.0123, 5.25, 65, 7260, 90000, NaN].map(value => duration(value))).toEqual([
      "12.3 ms",
      "5.3 s",
      "1 min 5 s",
      "2 h 1 min",
      "1 d 1 h",
      "–",
    ]);
  });
});

describe("exports", () => {
  const { search } = readStudy(payload()),
    columns = ["trial", "p:kind", "score"].map(key => columnOf(search, key)!);
  it("quote what CSV must quote", () => {
    expect(toCsv(columns, [4, 2])).toBe('trial,kind,score\n4,"[1,2]",0.3\n2,b,\n');
  });
  it("keep the kinds of values in JSON", () => {
    expect(JSON.parse(toJson(columns, [0, 4, 2]))).toEqual([
      { trial: 0, kind: true, score: 0.5 },
      { trial: 4, kind: [1, 2], score: 0.3 },
      { trial: 2, kind: "b", score: null },
    ]);
  });
});

describe("routes", () => {
  it("come back as they were, whatever is in a name", () => {
    const written = writeRoute(["study", "a/b?c#d%"], new URLSearchParams({ tab: "table", "f.p:x": "0..1" }));
    expect(readRoute(written).path).toEqual(["study", "a/b?c#d%"]);
    expect(readRoute(written).query.get("f.p:x")).toBe("0..1");
  });
  it("that are broken do no harm", () => expect(readRoute("#/study/%E0%A4%A").path).toEqual(["study", "%E0%A4%A"]));
});

describe("fileName", () => {
  it("has nothing of a path in it", () => {
    expect(fileName("../../<img src=x>/a b")).toBe("img-src-x-a-b");
    expect(fileName("...")).toBe("study");
  });
});
