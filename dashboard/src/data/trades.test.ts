import { describe, expect, it } from "vitest";
import { ended, equity, histogram, months } from "./trades";

const at = (text: string) => Date.parse(text) / 1000;
const symbols = [
  { exit: [at("2021-01-05T00:00Z"), at("2021-03-01T00:00Z")], profit_pips: [10, -30] },
  { exit: [at("2021-01-31T23:00Z"), at("2022-01-01T00:00Z")], profit_pips: [5, 40] },
];

describe("trades of several symbols", () => {
  const all = ended(symbols);
  it("come in the order in which they end", () => expect([...all.profit]).toEqual([10, 5, -30, 40]));
  it("add up to an equity and what it lies below its highest", () => {
    expect([...equity(all).sum]).toEqual([10, 15, -15, 25]);
    expect([...equity(all).below]).toEqual([0, 0, -30, 0]);
  });
  it("lie below the start where the first ones lose", () =>
    expect([...equity({ exit: new Float64Array(1), profit: Float64Array.of(-7) }).below]).toEqual([-7]));
  it("belong to the months in which they end", () => {
    const found = months(all);
    expect([...found.keys()]).toEqual([2021, 2022]);
    expect([found.get(2021)![0], found.get(2021)![1], found.get(2021)![2], found.get(2022)![0]]).toEqual([15, NaN, -30, 40]);
  });
});

describe("histogram", () => {
  it("counts every value once", () => {
    const found = histogram(
      Float64Array.from({ length: 1000 }, (_, i) => (i === 0 ? -1e9 : i)),
      20,
    );
    expect(found.reduce((sum, bin) => sum + bin.count, 0)).toBe(1000);
    expect(found).toHaveLength(20);
  });
  it("takes equal values, and none", () => {
    expect(histogram(Float64Array.of(3, 3), 4)[0].count).toBe(2);
    expect(histogram(new Float64Array(0), 4)).toEqual([]);
  });
});
