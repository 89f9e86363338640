/** The best so far, row by row; NaN before the first. Rows without a score keep what was. */
export function bestSoFar(scores: Float64Array, counts: (row: number) => boolean, maximize: boolean): Float64Array {
  const line = new Float64Array(scores.length);
  let best = NaN;
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row];
    if (counts(row) && Number.isFinite(score) && (Number.isNaN(best) || (maximize ? score > best : score < best))) best = score;
    line[row] = best;
  }
  return line;
}

/** The points where a line of steps changes, and its last: what must be drawn of it. */
export function corners(line: Float64Array): number[] {
  const rows: number[] = [];
  for (let row = 0; row < line.length; row++) {
    if (!Number.isNaN(line[row]) && (row === 0 || row === line.length - 1 || line[row] !== line[row - 1])) rows.push(row);
  }
  return rows;
}

/** Rows by score, the best first; ties in the order of the rows; rows without a score are left out. */
export function ranking(scores: Float64Array, counts: (row: number) => boolean, maximize: boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < scores.length; row++) {
    if (counts(row) && Number.isFinite(scores[row])) rows.push(row);
  }
  return rows.sort((a, b) => (maximize ? scores[b] - scores[a] : scores[a] - scores[b]) || a - b);
}

/** The share of values at or below each; at most so many points. */
export function distribution(values: readonly number[], most = 400): [number, number][] {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const points: [number, number][] = [];
  const every = Math.max(1, Math.floor(sorted.length / most));
  for (let i = 0; i < sorted.length; i++) {
    const isLastOfTies = i === sorted.length - 1 || sorted[i + 1] !== sorted[i];
    if (isLastOfTies && (i % every === 0 || sorted.length <= most || i === sorted.length - 1))
      points.push([sorted[i], (i + 1) / sorted.length]);
  }
  return points;
}

/** The quantile of sorted values, by linear interpolation. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return NaN;
  const place = share * (sorted.length - 1),
    below = Math.floor(place),
    above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** Upper ends of bins that hold about as many values each; equal values are never parted. */
export function quantileBins(values: Float64Array, bins: number): number[] {
  const sorted = values.filter(Number.isFinite).sort();
  const ends: number[] = [];
  for (let i = 1; i <= bins && sorted.length > 0; i++) {
    const end = sorted[Math.min(sorted.length - 1, Math.ceil((i * sorted.length) / bins) - 1)];
    if (ends.length === 0 || end > ends[ends.length - 1]) ends.push(end);
  }
  return ends;
}

/** The bin of a value by the upper ends of bins. */
export function binOf(ends: readonly number[], value: number): number {
  let low = 0,
    high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= ends[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The share of the variance of a target that the mean over bins of a parameter explains (the correlation ratio η²), less what as many
 * bins explain by chance; 0 to 1.
 */
export function explained(parameter: Float64Array, isText: boolean, target: Float64Array, rows: readonly number[]): number {
  const used = rows.filter(row => Number.isFinite(target[row]));
  if (used.length < 4) return 0;
  const present = Float64Array.from(used, row => parameter[row]);
  const distinct = new Set(present).size;
  const most = Math.max(2, Math.min(16, Math.floor(used.length / 5)));
  const ends =
    isText || distinct <= most ? [...new Set(present.filter(Number.isFinite))].sort((a, b) => a - b) : quantileBins(present, most);
  const sums = new Float64Array(ends.length + 1),
    counts = new Float64Array(ends.length + 1);
  let total = 0;
  for (const row of used) {
    // Where the parameter is inactive is a bin of its own.
    const bin = Number.isNaN(parameter[row]) ? ends.length : binOf(ends, parameter[row]);
    sums[bin] += target[row];
    counts[bin]++;
    total += target[row];
  }
  const mean = total / used.length;
  let between = 0,
    all = 0,
    bins = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] > 0) {
      between += counts[bin] * (sums[bin] / counts[bin] - mean) ** 2;
      bins++;
    }
  }
  for (const row of used) all += (target[row] - mean) ** 2;
  if (all === 0 || used.length <= bins) return 0;
  const within = (all - between) / (used.length - bins);
  return Math.max(0, Math.min(1, (between - (bins - 1) * within) / all));
}

/** Rows that no other beats in all of two or more targets. */
export function paretoFront(targets: readonly { values: Float64Array; maximize: boolean }[], rows: readonly number[]): number[] {
  const losses = targets.map(target => (target.maximize ? target.values.map(value => -value) : target.values));
  const sorted = rows
    .filter(row => losses.every(loss => Number.isFinite(loss[row])))
    .sort((a, b) => losses[0][a] - losses[0][b] || losses.reduce((sum, loss) => sum || loss[a] - loss[b], 0));
  const front: number[] = [];
  for (const row of sorted) {
    const beaten = front.some(other => losses.every(loss => loss[other] <= loss[row]) && losses.some(loss => loss[other] < loss[row]));
    if (!beaten) front.push(row);
  }
  return front;
}

/** Rows to draw where all would be too many: the best, and every so many of the rest. In the order of the rows. */
export function sampleRows(rows: readonly number[], ranked: readonly number[], most: number): number[] {
  if (rows.length <= most) return [...rows];
  const kept = new Set(ranked.slice(0, most >> 2));
  const every = Math.ceil(rows.length / (most - kept.size));
  rows.forEach((row, i) => {
    if (i % every === 0) kept.add(row);
  });
  return [...kept].sort((a, b) => a - b);
}
