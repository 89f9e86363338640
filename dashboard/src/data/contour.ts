import { show } from "./numbers";
import type { Column } from "./study";

/**
 * A field over two columns of numbers, size times size places: each is a mean of the trials around it, weighed by a Gaussian of their
 * distance, which is wider where trials are few. Places far from all trials are left out.
 */
export function smoothed(x: Column, y: Column, target: Float64Array, rows: readonly number[], size: number) {
  const unit = (values: Float64Array, log: boolean | undefined) => {
    const scale = log && rows.every(row => !(values[row] <= 0)) ? Math.log : (value: number) => value;
    const scaled = rows.map(row => scale(values[row])),
      finite = scaled.filter(Number.isFinite);
    const low = finite.reduce((a, b) => Math.min(a, b), Infinity),
      high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
    return {
      units: scaled.map(value => (high > low ? (value - low) / (high - low) : 0.5)),
      at: (share: number) => (scale === Math.log ? Math.exp(low + share * (high - low)) : low + share * (high - low)),
    };
  };
  const a = unit(x.values, x.log),
    b = unit(y.values, y.log);
  // Sums over cells first, so that the work does not grow with trials times places.
  const sums = new Float64Array(size * size),
    counts = new Float64Array(size * size);
  rows.forEach((row, i) => {
    if (!Number.isFinite(a.units[i]) || !Number.isFinite(b.units[i]) || !Number.isFinite(target[row])) return;
    const cell = Math.min(size - 1, Math.floor(b.units[i] * size)) * size + Math.min(size - 1, Math.floor(a.units[i] * size));
    sums[cell] += target[row];
    counts[cell]++;
  });
  const full = [...counts.keys()].filter(cell => counts[cell] > 0);
  const width = Math.max(1.5, (0.6 * size) / Math.sqrt(full.length));
  const data: number[][] = [];
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      let sum = 0,
        weight = 0;
      for (const cell of full) {
        const w = counts[cell] * Math.exp(-(((cell % size) - i) ** 2 + (Math.floor(cell / size) - j) ** 2) / (2 * width * width));
        sum += (w * sums[cell]) / counts[cell];
        weight += w;
      }
      if (weight > 1e-4) data.push([i, j, sum / weight]);
    }
  }
  const names = (at: (share: number) => number) => Array.from({ length: size }, (_, i) => show(at((i + 0.5) / size), 3));
  return { data, labels: { x: names(a.at), y: names(b.at) } };
}
