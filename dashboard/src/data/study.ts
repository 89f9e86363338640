import { decodeNumbers, showJson, type FramePayload, type MetricPayload, type ParameterPayload, type StudyPayload } from "./payload";

export type ColumnKind = "trial" | "state" | "score" | "step" | "parameter" | "number" | "seconds" | "objective";

/** One column of a frame: a number per row, or the number of a text. */
export interface Column {
  /** Unique, and stable from one poll to the next: it stands in URLs. */
  readonly key: string;
  readonly name: string;
  readonly kind: ColumnKind;
  readonly values: Float64Array;
  /** What the numbers mean where the column holds texts. */
  readonly texts?: readonly string[];
  /** The same as JSON, for parameters. */
  readonly json?: readonly string[];
  readonly log?: boolean;
  readonly integer?: boolean;
}

/** The trials of a stage, by ascending number. */
export interface Frame {
  readonly count: number;
  readonly of: number;
  readonly best: number;
  readonly every: number;
  readonly trial: Float64Array;
  readonly state: Uint8Array;
  readonly score: Float64Array;
  readonly columns: readonly Column[];
  readonly failure?: Column;
}

export interface Steps {
  readonly trial: Float64Array;
  readonly step: Float64Array;
  readonly value: Float64Array;
  readonly every: number;
}

/** A study as the page holds it. */
export interface Study {
  readonly name: string;
  readonly id?: string;
  readonly description?: string;
  readonly objective: string;
  readonly sampler: string;
  readonly pruner?: string;
  readonly seed: string;
  readonly metrics: readonly MetricPayload[];
  readonly stages: readonly (readonly string[])[];
  readonly endReason?: string;
  readonly keepReason?: string;
  readonly parameters: readonly ParameterPayload[];
  readonly search: Frame;
  readonly final?: Frame;
  readonly steps?: Steps;
}

export const STATES = ["complete", "pruned", "failed", "undefined"] as const;

/** Whether more is better. */
export const maximizes = (study: Study) => study.metrics[0]?.goal === "maximize";

/** The column with a key, or undefined. */
export const columnOf = (frame: Frame, key: string) => frame.columns.find(column => column.key === key);

/** The columns that are parameters. */
export const parametersOf = (frame: Frame) => frame.columns.filter(column => column.kind === "parameter");

function permuted(values: Float64Array, order: Uint32Array): Float64Array {
  const result = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) result[i] = values[order[i]];
  return result;
}

/** Values of another table with a column of trial numbers, for each trial of this one; NaN where it has none. */
export function joined(trials: Float64Array, otherTrials: Float64Array, otherValues: Float64Array): Float64Array {
  const byTrial = new Map<number, number>();
  for (let i = 0; i < otherTrials.length; i++) byTrial.set(otherTrials[i], otherValues[i]);
  return trials.map(trial => byTrial.get(trial) ?? NaN);
}

function readFrame(payload: FramePayload, study: StudyPayload, extra: (trials: Float64Array) => Column[]): Frame {
  const trials = decodeNumbers(payload.trial);
  const order = new Uint32Array(payload.count).map((_, i) => i).sort((a, b) => trials[a] - trials[b]);
  const numbers = (text: string) => permuted(decodeNumbers(text), order);
  const trial = permuted(trials, order);
  const state = new Uint8Array(payload.count);
  for (let i = 0; i < payload.count; i++) state[i] = payload.state.charCodeAt(order[i]) - 48;
  const score = numbers(payload.score);
  const columns: Column[] = [
    { key: "trial", name: "trial", kind: "trial", values: trial, integer: true },
    { key: "state", name: "state", kind: "state", values: Float64Array.from(state), texts: STATES },
    { key: "score", name: "score", kind: "score", values: score },
  ];
  study.parameters.forEach((parameter, i) => {
    const cells = payload.parameters[i];
    const head = { key: `p:${parameter.name}`, name: parameter.name, kind: "parameter" as const };
    if (typeof cells === "string")
      columns.push({ ...head, values: numbers(cells), log: parameter.log, integer: parameter.type === "integer" });
    else columns.push(sortedTexts({ ...head, values: numbers(cells.at), texts: cells.texts.map(showJson), json: cells.texts }));
  });
  for (const number of payload.numbers) {
    // The ranking score is a column already where the only score of a row is it.
    const values = numbers(number.values);
    if (number.name !== "score" || !same(values, score))
      columns.push({ key: `n:${number.name}`, name: number.name, kind: "number", values });
  }
  columns.push(...extra(trial));
  const step = numbers(payload.step);
  if (step.some(value => !Number.isNaN(value)))
    columns.push({ key: "step", name: "stopped at step", kind: "step", values: step, integer: true });
  const failure = payload.failure && {
    key: "failure",
    name: "failure",
    kind: "state" as const,
    values: numbers(payload.failure.at),
    texts: payload.failure.texts,
  };
  return { count: payload.count, of: payload.of, best: payload.best, every: payload.every, trial, state, score, columns, failure };
}

// In the order of the choices as people read them, so that axes do not depend on which trial came first.
function sortedTexts(column: Column): Column {
  const texts = column.texts ?? [],
    json = column.json ?? [];
  const order = texts.map((_, i) => i).sort((a, b) => texts[a].localeCompare(texts[b], undefined, { numeric: true }));
  const place = new Float64Array(texts.length);
  order.forEach((from, to) => (place[from] = to));
  return {
    ...column,
    texts: order.map(i => texts[i]),
    json: order.map(i => json[i]),
    values: column.values.map(value => (Number.isNaN(value) ? NaN : place[value])),
  };
}

/** Whether two columns are equal to the last bit. */
export function same(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) {
    if (!Object.is(a[i], b[i])) return false;
  }
  return true;
}

const EMPTY: FramePayload = {
  count: 0,
  of: 0,
  best: 0,
  every: 1,
  trial: "",
  state: "",
  score: "",
  step: "",
  parameters: [],
  numbers: [],
};

/** Reads what was sent. */
export function readStudy(payload: StudyPayload): Study {
  const seconds = payload.seconds;
  const extra = (trials: Float64Array): Column[] => {
    if (!seconds) return [];
    const others = decodeNumbers(seconds.trial);
    const column = (key: string, name: string, kind: ColumnKind, text: string): Column => ({
      key,
      name,
      kind,
      values: joined(trials, others, decodeNumbers(text)),
    });
    return [
      ...(seconds.objectives ?? []).map((text, i) =>
        column(`o:${payload.metrics[i].name}`, `${payload.metrics[i].name} (objective ${i + 1})`, "objective", text),
      ),
      column("seconds", "seconds", "seconds", seconds.values),
    ];
  };
  const empty = { ...EMPTY, parameters: payload.parameters.map(() => "") };
  const steps = payload.steps && {
    every: payload.steps.every,
    trial: decodeNumbers(payload.steps.trial),
    step: decodeNumbers(payload.steps.step),
    value: decodeNumbers(payload.steps.values),
  };
  return {
    name: payload.name,
    id: payload.id,
    description: payload.description,
    objective: payload.objective,
    sampler: payload.sampler,
    pruner: payload.pruner,
    seed: payload.seed,
    metrics: payload.metrics,
    stages: payload.stages,
    endReason: payload.end_reason,
    keepReason: payload.keep_reason,
    parameters: payload.parameters,
    search: readFrame(payload.search ?? empty, payload, extra),
    final: payload.final && readFrame(payload.final, payload, () => []),
    steps,
  };
}
