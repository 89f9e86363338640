import { useState } from "preact/hooks";
import { listStudies, removeStudy, signal, type StudyRow } from "../api";
import { duration, exact, show } from "../data/numbers";
import { usePoll } from "../ui/poll";
import { replaceQuery, useRoute, writeRoute } from "../ui/route";

const ENDED = ["completed", "stopped", "failed", "cancelled"];
export const hasEnded = (study: StudyRow) => ENDED.includes(study.status);
const age = (study: StudyRow) => (Date.now() - Date.parse(study.created)) / 1000;

/** What can be done with a study in its state. */
export function Actions({ study, done }: { study: StudyRow; done: () => void }) {
  const [fault, setFault] = useState<string>();
  const act = async (what: () => Promise<unknown>) => {
    try {
      setFault(undefined);
      await what();
    } catch (error) {
      setFault((error as Error).message);
    }
    done();
  };
  const button = (name: string, what: () => Promise<unknown>) => (
    <button key={name} type="button" class="quiet" aria-label={`${name} ${study.name}`} onClick={() => act(what)}>
      {name}
    </button>
  );
  return (
    <span class="actions">
      {["running", "queued"].includes(study.status) && button("Pause", () => signal(study.id, "pause"))}
      {study.status === "paused" && button("Resume", () => signal(study.id, "resume"))}
      {["running", "paused"].includes(study.status) && button("Stop", () => signal(study.id, "stop"))}
      {!hasEnded(study) &&
        button("Cancel", async () => {
          if (confirm(`Cancel '${study.name}'? Nothing is published then; Stop publishes what is finished.`))
            await signal(study.id, "cancel");
        })}
      {hasEnded(study) &&
        button("Delete", async () => {
          if (confirm(`Delete '${study.name}' with all its results?`)) await removeStudy(study.id);
        })}
      {fault && (
        <span role="alert" class="failure">
          {fault}
        </span>
      )}
    </span>
  );
}

interface Head {
  readonly key: string;
  readonly name: string;
  readonly value: (study: StudyRow) => number | string;
  readonly cell: (study: StudyRow) => preact.ComponentChild;
  readonly title?: (study: StudyRow) => string;
}

const HEADS: readonly Head[] = [
  {
    key: "name",
    name: "study",
    value: study => study.name.toLowerCase(),
    cell: study => <a href={writeRoute(["study", study.id])}>{study.name}</a>,
    title: study => study.id,
  },
  {
    key: "status",
    name: "state",
    value: study => study.status,
    cell: study => <span class={`state ${study.status}`}>{study.status}</span>,
    title: study => study.error ?? study.hold ?? "",
  },
  {
    key: "progress",
    name: "progress",
    value: study => (study.total > 0 ? study.done / study.total : 0),
    cell: study => <Progress study={study} />,
  },
  {
    key: "best",
    name: "best",
    value: study => study.best?.score ?? NaN,
    cell: study => (study.best ? show(study.best.score) : "–"),
    title: study => (study.best ? exact(study.best.score) : ""),
  },
  {
    key: "metric",
    name: "metric",
    value: study => study.metric,
    cell: study => `${study.metric} ${study.goal === "maximize" ? "↑" : "↓"}`,
  },
  { key: "rate", name: "trials an hour", value: study => study.rate_per_hour, cell: study => show(study.rate_per_hour, 3) },
  {
    key: "pruned",
    name: "pruned",
    value: study => study.pruned_share,
    cell: study => (study.pruned > 0 ? `${show(100 * study.pruned_share, 3)} %` : ""),
  },
  {
    key: "eta",
    name: "time left",
    value: study => study.eta_seconds ?? NaN,
    cell: study => (hasEnded(study) ? "" : duration(study.eta_seconds)),
  },
  { key: "age", name: "age", value: age, cell: study => duration(age(study)), title: study => study.created },
];

export function Progress({ study }: { study: StudyRow }) {
  const total = study.total > 0 ? ` of ${show(study.total, 12)}` : "";
  const text = `${show(study.done, 12)}${total}${study.stages > 1 ? `, stage ${study.stage}` : ""}`;
  return (
    <span class="progress">
      {study.total > 0 && !hasEnded(study) && <progress max={study.total} value={study.done} aria-label={`Progress of ${study.name}`} />}
      <span>{text}</span>
    </span>
  );
}

/** All studies of the service. */
export function StudyList() {
  const { query } = useRoute();
  const { value: studies, fault, again } = usePoll(listStudies, last => (last?.some(study => !hasEnded(study)) ? 1500 : 5000), []);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const wanted = (query.get("q") ?? "").trim().toLowerCase();
  const sort = query.get("sort") ?? "age";
  const descending = sort.startsWith("-");
  const head = HEADS.find(one => one.key === sort.replace(/^-/, "")) ?? HEADS[HEADS.length - 1];
  const shown = (studies ?? [])
    .filter(study => wanted === "" || [study.name, study.id, study.status, study.metric].some(text => text.toLowerCase().includes(wanted)))
    .sort((a, b) => compare(head.value(a), head.value(b), descending));
  const set = (name: string, value: string) => replaceQuery(next => (value === "" ? next.delete(name) : next.set(name, value)));
  const pick = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  return (
    <>
      <h1>Studies</h1>
      {fault && (
        <p role="alert" class="failure">
          {fault}
        </p>
      )}
      <div class="bar">
        <input
          type="search"
          placeholder="Search"
          aria-label="Search studies"
          value={query.get("q") ?? ""}
          onInput={event => set("q", event.currentTarget.value)}
        />
        <a class="button" href="#/new">
          New study
        </a>
        {picked.size > 1 && (
          <a class="button" href={`#/compare?ids=${[...picked].join(",")}`}>
            Compare {picked.size}
          </a>
        )}
      </div>
      {studies?.length === 0 && (
        <p>
          There are no studies yet. <a href="#/new">Start one</a>, or post one with <code>tuner run study.yaml --server</code>.
        </p>
      )}
      {shown.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label="List of studies">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">
                  <span class="hidden">compare</span>
                </th>
                {HEADS.map(one => (
                  <th key={one.key} scope="col" aria-sort={one !== head ? "none" : descending ? "descending" : "ascending"}>
                    <button type="button" onClick={() => set("sort", one === head && !descending ? `-${one.key}` : one.key)}>
                      {one.name}
                      <span aria-hidden="true">{one === head ? (descending ? " ▼" : " ▲") : ""}</span>
                    </button>
                  </th>
                ))}
                <th scope="col">actions</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(study => (
                <tr key={study.id}>
                  <td>
                    <input
                      type="checkbox"
                      aria-label={`Compare ${study.name}`}
                      checked={picked.has(study.id)}
                      onChange={() => pick(study.id)}
                    />
                  </td>
                  {HEADS.map(one => (
                    <td key={one.key} title={one.title?.(study)}>
                      {one.cell(study)}
                    </td>
                  ))}
                  <td>
                    <Actions study={study} done={again} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function compare(a: number | string, b: number | string, descending: boolean): number {
  if (typeof a === "string" || typeof b === "string")
    return (descending ? -1 : 1) * String(a).localeCompare(String(b), undefined, { numeric: true });
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return descending ? b - a : a - b;
}
