import type { Column, Frame, Steps, Study } from "./study";

const concat = (a: Float64Array, b: Float64Array) => {
  const result = new Float64Array(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
};

function grownColumn(column: Column, more: Column | undefined, rows: number): Column {
  const added = more?.values ?? new Float64Array(rows).fill(NaN);
  if (!column.texts || (column.kind === "state" && column.key === "state")) return { ...column, values: concat(column.values, added) };
  const texts = [...column.texts],
    json = column.json ? [...column.json] : undefined;
  const place = (more?.texts ?? []).map((text, i) => {
    const wanted = more?.json?.[i] ?? text;
    const known = (json ?? texts).indexOf(wanted);
    if (known >= 0) return known;
    json?.push(wanted);
    return texts.push(text) - 1;
  });
  return {
    ...column,
    texts,
    json,
    values: concat(
      column.values,
      added.map(value => (Number.isNaN(value) ? NaN : place[value])),
    ),
  };
}

function sorted(frame: Frame): Frame {
  let inOrder = true;
  for (let i = 1; i < frame.count && inOrder; i++) inOrder = frame.trial[i - 1] < frame.trial[i];
  if (inOrder) return frame;
  const order = new Uint32Array(frame.count).map((_, i) => i).sort((a, b) => frame.trial[a] - frame.trial[b]);
  const pick = <T extends Float64Array | Uint8Array>(values: T): T => values.map((_, i) => values[order[i]]) as T;
  const columns = frame.columns.map(column => ({ ...column, values: pick(column.values) }));
  return {
    ...frame,
    columns,
    trial: pick(frame.trial),
    state: pick(frame.state),
    score: pick(frame.score),
    failure: frame.failure && { ...frame.failure, values: pick(frame.failure.values) },
  };
}

/** A frame with further trials behind its own. */
export function grownFrame(frame: Frame, more: Frame): Frame {
  const known = new Set(frame.columns.map(column => column.key));
  const fresh = more.columns
    .filter(column => !known.has(column.key))
    .map(column => ({ ...column, values: concat(new Float64Array(frame.count).fill(NaN), column.values) }));
  const columns = [
    ...frame.columns.map(column =>
      grownColumn(
        column,
        more.columns.find(other => other.key === column.key),
        more.count,
      ),
    ),
    ...fresh,
  ];
  const state = new Uint8Array(frame.count + more.count);
  state.set(frame.state);
  state.set(more.state, frame.count);
  const none: Column = { key: "failure", name: "failure", kind: "state", values: new Float64Array(frame.count).fill(NaN), texts: [] };
  return sorted({
    ...frame,
    count: frame.count + more.count,
    of: frame.of + more.of,
    best: frame.best + more.best,
    trial: concat(frame.trial, more.trial),
    score: concat(frame.score, more.score),
    state,
    columns,
    failure: frame.failure || more.failure ? grownColumn(frame.failure ?? none, more.failure, more.count) : undefined,
  });
}

/** A study at work with the trials that have ended since. */
export function grownStudy(study: Study, more: Study): Study {
  const steps: Steps | undefined =
    study.steps && more.steps
      ? {
          every: Math.max(study.steps.every, more.steps.every),
          trial: concat(study.steps.trial, more.steps.trial),
          step: concat(study.steps.step, more.steps.step),
          value: concat(study.steps.value, more.steps.value),
        }
      : (study.steps ?? more.steps);
  return { ...more, search: grownFrame(study.search, more.search), steps };
}
