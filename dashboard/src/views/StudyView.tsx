import type { ComponentChildren } from "preact";
import { exact, show } from "../data/numbers";
import { columnOf, type Study } from "../data/study";
import { useStudyContext, type Context } from "./context";
import { Figure } from "./controls";
import { Distribution } from "./Distribution";
import { Durations } from "./Durations";
import { Filter } from "./Filter";
import { Finalists } from "./Finalists";
import { Front } from "./Front";
import { History } from "./History";
import { Importance } from "./Importance";
import { Pairs } from "./Pairs";
import { Parallel } from "./Parallel";
import { Slices } from "./Slices";
import { StepsView } from "./StepsView";
import { Table } from "./Table";
import { Trial } from "./Trial";

interface Tab {
  readonly key: string;
  readonly name: string;
  readonly isShown?: (context: Context) => boolean;
  readonly view: (context: Context) => ComponentChildren;
}

const TABS: readonly Tab[] = [
  { key: "overview", name: "Overview", view: context => <Overview context={context} /> },
  { key: "parameters", name: "Parameters", view: context => <Slices context={context} /> },
  { key: "pairs", name: "Pairs", isShown: context => context.parameters.length > 1, view: context => <Pairs context={context} /> },
  { key: "steps", name: "Steps", isShown: context => context.study.steps !== undefined, view: context => <StepsView context={context} /> },
  { key: "front", name: "Pareto", view: context => <Front context={context} /> },
  {
    key: "time",
    name: "Time",
    isShown: context => columnOf(context.frame, "seconds") !== undefined,
    view: context => <Durations context={context} />,
  },
  { key: "table", name: "Table", view: context => <Table context={context} /> },
];

interface Props {
  readonly study: Study;
  /** Above the figures: what the host adds, such as buttons and progress. */
  readonly head?: ComponentChildren;
  /** Further tabs. */
  readonly tabs?: readonly { key: string; name: string; view: ComponentChildren }[];
  readonly trialMore?: (context: Context) => ComponentChildren;
}

/** All views of a study, under one selection. */
export function StudyView({ study, head, tabs = [], trialMore }: Props) {
  const context = useStudyContext(study);
  const shown = TABS.filter(tab => tab.isShown?.(context) ?? true);
  const key = context.query.get("tab") ?? "overview";
  const extra = tabs.find(tab => tab.key === key);
  const tab = shown.find(one => one.key === key) ?? shown[0];
  const current = extra?.key ?? tab.key;
  return (
    <>
      {head}
      {study.description && <p>{study.description}</p>}
      <Figures context={context} />
      <nav class="tabs" aria-label="Views">
        {[...shown, ...tabs].map(one => (
          <button
            key={one.key}
            type="button"
            aria-current={one.key === current ? "page" : undefined}
            onClick={() => context.set("tab", one.key === "overview" ? null : one.key)}
          >
            {one.name}
          </button>
        ))}
      </nav>
      {!extra && <Filter context={context} />}
      <div class={context.focus >= 0 && !extra ? "with-trial" : ""}>
        <div class="views">{extra ? extra.view : tab.view(context)}</div>
        {!extra && <Trial context={context} more={trialMore?.(context)} />}
      </div>
    </>
  );
}

function Overview({ context }: { context: Context }) {
  return (
    <>
      <div class="panels halves">
        <History context={context} />
        {context.study.final ? <Finalists context={context} /> : <Distribution context={context} />}
      </div>
      <Parallel context={context} />
      <div class="panels halves">
        <Importance context={context} />
        {context.study.final && <Distribution context={context} />}
      </div>
    </>
  );
}

function Figures({ context }: { context: Context }) {
  const { study, frame, ranked } = context;
  const counts = [0, 0, 0, 0];
  for (const state of frame.state) counts[state]++;
  const best = ranked[0];
  const isSample = frame.of > frame.count;
  return (
    <>
      <dl class="figures">
        <Figure
          name={`best ${study.metrics.length === 1 ? study.metrics[0].name : "score"}`}
          value={best === undefined ? "–" : show(frame.score[best])}
          title={best === undefined ? "" : exact(frame.score[best])}
        />
        <Figure name="best trial" value={best === undefined ? "–" : String(frame.trial[best])} />
        <Figure name="trials" value={show(frame.of, 12)} />
        {counts[1] > 0 && <Figure name="pruned" value={`${show((100 * counts[1]) / frame.count, 3)} %`} title={String(counts[1])} />}
        {counts[2] > 0 && <Figure name="failed" value={show(counts[2], 12)} />}
        {counts[3] > 0 && <Figure name="without a score" value={show(counts[3], 12)} />}
        <Figure name="sampler" value={study.pruner ? `${study.sampler}, ${study.pruner}` : study.sampler} />
        <Figure name="seed" value={study.seed} />
        {study.final && (
          <div class="figure">
            <dt>stage</dt>
            <dd>
              <select
                aria-label="Stage"
                value={frame === study.final ? "2" : "1"}
                onChange={event => context.set("stage", event.currentTarget.value === "2" ? "2" : null)}
              >
                <option value="1">search</option>
                <option value="2">finalists</option>
              </select>
            </dd>
          </div>
        )}
      </dl>
      {isSample && (
        <p class="note" role="note">
          This page holds {show(frame.count, 12)} of {show(frame.of, 12)} trials: the best {show(frame.best, 12)}, and of the others every{" "}
          {show(frame.every, 12)}th by number. Counts and charts are of these.
        </p>
      )}
      {study.endReason && <p class="note">{study.endReason}</p>}
      {frame === study.final && study.keepReason && <p class="note">{study.keepReason}</p>}
    </>
  );
}
