import { useEffect, useRef, useState } from "preact/hooks";
import { getColumns, getImportance, getStudy, type Importance, type StudyRow } from "../api";
import { grownStudy } from "../data/growth";
import { duration, show } from "../data/numbers";
import { readStudy, type Study } from "../data/study";
import { usePoll } from "../ui/poll";
import { Backtest } from "./Backtest";
import { Compare } from "./Compare";
import { Files } from "./Files";
import { NotesTab, TrialNote, useNotes } from "./Notes";
import { Actions, hasEnded, Progress } from "./StudyList";
import { StudyView } from "./StudyView";
import { writeRoute } from "../ui/route";

const LIVE = 1000;
const QUIET = 10_000;

interface Loaded {
  readonly row: StudyRow;
  readonly study: Study;
}

/** Follows a study: its state at each look, and of its trials those that are new. */
function useServed(id: string) {
  const known = useRef<{ study?: Study; count: number; tag?: string; isWhole: boolean }>({ count: 0, isWhole: false });
  return usePoll<Loaded>(
    async () => {
      const row = await getStudy(id);
      const held = known.current;
      // What has ended does not change: the look at its record tells whether it still has.
      if (!held.study || !held.isWhole || !hasEnded(row)) {
        const answer = await getColumns(id, held.isWhole ? 0 : held.count, held.tag);
        if (answer) {
          const read = readStudy(answer.payload);
          const from = answer.payload.from;
          const study = from !== undefined && from > 0 && from === held.count && held.study ? grownStudy(held.study, read) : read;
          known.current = {
            study,
            count: from === undefined ? 0 : from + read.search.count,
            tag: answer.tag,
            isWhole: from === undefined && hasEnded(row),
          };
        }
      }
      return { row, study: known.current.study! };
    },
    last => (last && hasEnded(last.row) ? QUIET : LIVE),
    [id],
  );
}

/** A study on this service. */
export function ServedStudy({ id }: { id: string }) {
  const { value, fault, again } = useServed(id);
  const notes = useNotes(id);
  useEffect(() => {
    if (value) document.title = value.row.name;
  }, [value?.row.name]);
  if (!value)
    return fault ? (
      <p role="alert" class="failure">
        {fault}
      </p>
    ) : (
      <p>Loading …</p>
    );
  const { row, study } = value;
  const head = (
    <>
      {fault && (
        <p role="alert" class="failure">
          {fault} The page asks again.
        </p>
      )}
      <div class="status">
        <span class={`state ${row.status}`}>{row.status}</span>
        <Progress study={row} />
        {!hasEnded(row) && <span>{show(row.rate_per_hour, 3)} an hour</span>}
        {row.eta_seconds !== undefined && !hasEnded(row) && <span>{duration(row.eta_seconds)} left</span>}
        <span>{duration(row.elapsed_seconds)} at work</span>
        {row.pruned > 0 && <span>{show(100 * row.pruned_share, 3)} % pruned</span>}
        {row.waiting !== undefined && <span>{row.waiting} trials wait for agents</span>}
        <Actions study={row} done={again} />
      </div>
      {(row.error || row.hold) && <p class="failure">{row.error ?? row.hold}</p>}
      {row.running && row.running.length > 0 && <Running trials={row.running} />}
    </>
  );
  return (
    <>
      <p>
        <a href="#/">Studies</a>
      </p>
      <h1>
        {row.name}
        {notes.value.tags.map(tag => (
          <span key={tag} class="tag">
            {tag}
          </span>
        ))}
      </h1>
      <StudyView
        study={study}
        head={head}
        trialMore={context => (context.focus < 0 ? null : <TrialNote notes={notes} trial={context.frame.trial[context.focus]} />)}
        tabs={[
          ...(hasEnded(row) ? [{ key: "importance", name: "fANOVA", view: <Fanova id={id} /> }] : []),
          ...(hasEnded(row) && study.objective === "backtest"
            ? [{ key: "trades", name: "Trades", view: <Backtest id={id} study={study} /> }]
            : []),
          { key: "notes", name: "Notes", view: <NotesTab notes={notes} /> },
          { key: "files", name: "Files", view: <Files id={id} finished={row.finished} /> },
        ]}
      />
    </>
  );
}

function Running({ trials }: { trials: readonly { trial: number; agent?: string }[] }) {
  return (
    <p class="note">
      With agents now:{" "}
      {trials
        .slice(0, 12)
        .map(one => `${one.trial}${one.agent ? ` (${one.agent})` : ""}`)
        .join(", ")}
      {trials.length > 12 ? ` and ${trials.length - 12} more` : ""}
    </p>
  );
}

function Fanova({ id }: { id: string }) {
  const [value, setValue] = useState<Importance>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    getImportance(id).then(setValue, error => setFault((error as Error).message));
  }, [id]);
  if (!value)
    return fault ? (
      <p role="alert" class="failure">
        {fault}
      </p>
    ) : (
      <p>Computing …</p>
    );
  const rest = Math.max(0, 1 - value.parameters.reduce((sum, one) => sum + one.explained, 0));
  return (
    <section class="panel" aria-label="Importance by fANOVA">
      <header>
        <h3>Importance by fANOVA</h3>
      </header>
      <table class="values wide">
        <thead>
          <tr>
            <th scope="col">parameter</th>
            <th scope="col">share of what single parameters explain</th>
            <th scope="col">explains alone</th>
          </tr>
        </thead>
        <tbody>
          {value.parameters.map(one => (
            <tr key={one.name}>
              <th scope="row">{one.name}</th>
              <td title={String(one.importance)}>
                <meter min={0} max={1} value={one.importance} aria-label={`Importance of ${one.name}`} /> {show(100 * one.importance, 3)} %
              </td>
              <td title={`${one.explained} ± ${one.deviation}`}>
                {show(100 * one.explained, 3)} % ± {show(100 * one.deviation, 2)} %
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">
        The rest, {show(100 * rest, 3)} %, is how parameters act together. From {show(value.trials, 12)} trials.
      </p>
    </section>
  );
}

/** Studies side by side. */
export function ServedCompare({ ids }: { ids: readonly string[] }) {
  const [studies, setStudies] = useState<readonly Study[]>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    Promise.all(ids.map(async id => readStudy((await getColumns(id, 0, undefined))!.payload))).then(setStudies, error =>
      setFault((error as Error).message),
    );
  }, [ids.join(",")]);
  if (!studies)
    return fault ? (
      <p role="alert" class="failure">
        {fault}
      </p>
    ) : (
      <p>Loading …</p>
    );
  return (
    <>
      <p>
        <a href="#/">Studies</a>
      </p>
      <h1>{studies.length} studies</h1>
      <Compare studies={studies} hrefs={ids.map(id => writeRoute(["study", id]))} />
    </>
  );
}
