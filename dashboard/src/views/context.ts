import { useMemo } from "preact/hooks";
import { countOf, readFilters, select, withRanges, writeFilters, type Filters, type Range } from "../data/selection";
import { ranking } from "../data/statistics";
import { columnOf, maximizes, parametersOf, type Column, type Frame, type Study } from "../data/study";
import { replaceQuery, useRoute } from "../ui/route";

/** What all views of a study share. */
export interface Context {
  readonly study: Study;
  readonly frame: Frame;
  readonly maximize: boolean;
  readonly parameters: readonly Column[];
  readonly filters: Filters;
  /** 1 for each row that is selected. */
  readonly mask: Uint8Array;
  readonly selected: number;
  /** Complete rows, the best first. */
  readonly ranked: readonly number[];
  /** The row whose trial is looked at, or −1. */
  readonly focus: number;
  readonly query: URLSearchParams;
  readonly setRanges: (key: string, ranges: readonly Range[]) => void;
  readonly setText: (text: string) => void;
  readonly clear: () => void;
  readonly look: (row: number) => void;
  readonly set: (name: string, value: string | null) => void;
}

const clearFilters = (query: URLSearchParams) =>
  [...query.keys()].filter(name => name.startsWith("f.") || name === "q").forEach(name => query.delete(name));

function change(filters: Filters) {
  replaceQuery(query => {
    clearFilters(query);
    writeFilters(filters, query);
  });
}

/** Whether a trial ran to its end. */
export const isComplete = (frame: Frame, row: number) => frame.state[row] === 0;

export function useStudyContext(study: Study): Context {
  const { query } = useRoute();
  const frame = query.get("stage") === "2" && study.final ? study.final : study.search;
  const maximize = maximizes(study);
  const filterText = [...query]
    .filter(([name]) => name.startsWith("f.") || name === "q")
    .map(pair => pair.join("="))
    .join("&");
  const filters = useMemo(() => readFilters(query), [filterText]);
  const mask = useMemo(() => select(frame, filters), [frame, filters]);
  const selected = useMemo(() => countOf(mask), [mask]);
  const ranked = useMemo(() => ranking(frame.score, row => isComplete(frame, row), maximize), [frame, maximize]);
  const parameters = useMemo(() => parametersOf(frame), [frame]);
  const trial = query.get("trial");
  const focus = useMemo(() => (trial === null ? -1 : frame.trial.indexOf(Number(trial))), [frame, trial]);
  const set = (name: string, value: string | null) => replaceQuery(next => (value === null ? next.delete(name) : next.set(name, value)));
  return {
    study,
    frame,
    maximize,
    parameters,
    filters,
    mask,
    selected,
    ranked,
    focus,
    query,
    set,
    setRanges: (key, ranges) => change(withRanges(filters, key, ranges)),
    setText: text => change({ ...filters, text }),
    clear: () => replaceQuery(clearFilters),
    look: row => set("trial", row < 0 ? null : String(frame.trial[row])),
  };
}

/** The column that a part of the URL names, or another one. */
export const chosen = (context: Context, name: string, otherwise: Column | undefined) =>
  columnOf(context.frame, context.query.get(name) ?? "") ?? otherwise;

/** Rows for which a test holds. */
export function rowsWhere(frame: Frame, test: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < frame.count; row++) {
    if (test(row)) rows.push(row);
  }
  return rows;
}
