import type { StudyPayload } from "./payload";

/** Doubles as payloads carry them; for tests. */
export function encoded(values: readonly number[]): string {
  const bytes = new Uint8Array(Float64Array.from(values).buffer);
  return btoa(String.fromCharCode(...bytes));
}

const NONE = Number.NaN;

/** A study of five trials as it is sent: best first, not by number. */
export function payload(more: Partial<StudyPayload> = {}): StudyPayload {
  return {
    format: 1,
    sampled: false,
    name: "five",
    objective: "function",
    sampler: "random",
    seed: "42",
    metrics: [{ name: "loss", goal: "minimize" }],
    stages: [["B"]],
    parameters: [
      { name: "x", type: "float", describe: "0 to 1" },
      { name: "kind", type: "text", describe: "choices" },
      { name: "n", type: "integer", describe: "1 to 9", conditional: true },
    ],
    search: {
      count: 5,
      of: 5,
      best: 5,
      every: 1,
      trial: encoded([3, 0, 1, 4, 2]),
      state: "00012",
      score: encoded([0.1, 0.5, 0.7, 0.3, NONE]),
      step: encoded([NONE, NONE, NONE, 2, NONE]),
      parameters: [
        encoded([0.9, 0.2, 0.3, 0.4, 0.5]),
        { texts: ['"b"', "true", "[1,2]"], at: encoded([0, 1, 0, 2, 0]) },
        encoded([1, 2, NONE, 4, 5]),
      ],
      numbers: [
        { name: "score", values: encoded([0.1, 0.5, 0.7, 0.3, NONE]) },
        { name: "time", values: encoded([1, 2, 3, 4, 5]) },
      ],
      failure: { texts: ["out of memory"], at: encoded([NONE, NONE, NONE, NONE, 0]) },
    },
    seconds: { trial: encoded([0, 1, 2, 3, 4]), values: encoded([0.5, 1, 2, 3, 4]) },
    ...more,
  };
}
