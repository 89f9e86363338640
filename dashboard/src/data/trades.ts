/** Trades of all symbols by columns, in the order in which they end. */
export interface Ended {
  readonly exit: Float64Array;
  readonly profit: Float64Array;
}

interface Source {
  readonly exit: readonly number[];
  readonly profit_pips: readonly number[];
}

/** The trades of several symbols in one order: by the bar in which they end; ties as the symbols are listed. */
export function ended(symbols: readonly Source[]): Ended {
  const all = symbols.flatMap(symbol => symbol.exit.map((exit, i) => [exit, symbol.profit_pips[i]] as const));
  all.sort((a, b) => a[0] - b[0]);
  return { exit: Float64Array.from(all, one => one[0]), profit: Float64Array.from(all, one => one[1]) };
}

/** The sum of profits after each trade, and how far it lies below its highest so far, 0 at the start. */
export function equity({ profit }: Ended): { sum: Float64Array; below: Float64Array } {
  const sum = new Float64Array(profit.length),
    below = new Float64Array(profit.length);
  let total = 0,
    highest = 0;
  for (let i = 0; i < profit.length; i++) {
    total += profit[i];
    highest = Math.max(highest, total);
    sum[i] = total;
    below[i] = total - highest;
  }
  return { sum, below };
}

/** Profit by year and month (UTC), in which trades end. */
export function months({ exit, profit }: Ended): Map<number, Float64Array> {
  const years = new Map<number, Float64Array>();
  for (let i = 0; i < exit.length; i++) {
    const date = new Date(exit[i] * 1000),
      year = date.getUTCFullYear();
    let row = years.get(year);
    if (!row) years.set(year, (row = new Float64Array(12).fill(NaN)));
    const month = date.getUTCMonth();
    row[month] = (Number.isNaN(row[month]) ? 0 : row[month]) + profit[i];
  }
  return years;
}

/** Bins of equal width over the values, outliers beyond the 1st and 99th hundredth in the outermost. */
export function histogram(values: Float64Array, bins: number): { from: number; to: number; count: number }[] {
  if (values.length === 0) return [];
  const sorted = values.slice().sort();
  const low = sorted[Math.floor(0.01 * (sorted.length - 1))],
    high = sorted[Math.ceil(0.99 * (sorted.length - 1))];
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)))]++;
  return counts.map((count, i) => ({ from: low + i * width, to: low + (i + 1) * width, count }));
}
