import { useEffect, useState } from "preact/hooks";
import { getNotes, putNotes, type Notes } from "../api";

const NONE: Notes = { text: "", tags: [], stars: [], trials: {} };

export interface NotesState {
  readonly value: Notes;
  readonly fault?: string;
  readonly save: (notes: Notes) => Promise<void>;
}

/** Notes of a study, as the service keeps them. */
export function useNotes(id: string): NotesState {
  const [value, setValue] = useState<Notes>(NONE);
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    getNotes(id).then(setValue, error => setFault((error as Error).message));
  }, [id]);
  const save = async (notes: Notes) => {
    try {
      setValue(await putNotes(id, notes));
      setFault(undefined);
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return { value, fault, save };
}

/** What people write about the study. */
export function NotesTab({ notes }: { notes: NotesState }) {
  const [text, setText] = useState<string>();
  const [tags, setTags] = useState<string>();
  const { value } = notes;
  const save = () =>
    notes
      .save({
        ...value,
        text: text ?? value.text,
        tags: (tags ?? value.tags.join(", "))
          .split(",")
          .map(tag => tag.trim())
          .filter(tag => tag.length > 0),
      })
      .then(() => {
        setText(undefined);
        setTags(undefined);
      });
  return (
    <section class="panel" aria-label="Notes">
      <header>
        <h3>Notes</h3>
      </header>
      {notes.fault && (
        <p role="alert" class="failure">
          {notes.fault}
        </p>
      )}
      <label class="block">
        Note on the study
        <textarea rows={10} value={text ?? value.text} onInput={event => setText(event.currentTarget.value)} />
      </label>
      <label class="block">
        Tags, with commas
        <input type="text" value={tags ?? value.tags.join(", ")} onInput={event => setTags(event.currentTarget.value)} />
      </label>
      <p>
        <button type="button" onClick={save} disabled={text === undefined && tags === undefined}>
          Save
        </button>
      </p>
      {value.stars.length > 0 && <p>Starred trials: {value.stars.join(", ")}</p>}
      {Object.entries(value.trials).map(([trial, note]) => (
        <p key={trial}>
          <strong>Trial {trial}:</strong> {note}
        </p>
      ))}
    </section>
  );
}

/** A star and a note on one trial. */
export function TrialNote({ notes, trial }: { notes: NotesState; trial: number }) {
  const { value } = notes;
  const isStarred = value.stars.includes(trial);
  const [text, setText] = useState<string>();
  useEffect(() => setText(undefined), [trial]);
  const shown = text ?? value.trials[trial] ?? "";
  const save = () => {
    const { [trial]: _, ...others } = value.trials;
    void notes.save({ ...value, trials: shown.trim() === "" ? others : { ...others, [trial]: shown } });
  };
  return (
    <>
      <h4>
        Note{" "}
        <button
          type="button"
          class="quiet"
          aria-pressed={isStarred}
          aria-label={`Star trial ${trial}`}
          onClick={() => notes.save({ ...value, stars: isStarred ? value.stars.filter(one => one !== trial) : [...value.stars, trial] })}
        >
          {isStarred ? "★" : "☆"}
        </button>
      </h4>
      {notes.fault && (
        <p role="alert" class="failure">
          {notes.fault}
        </p>
      )}
      <textarea
        rows={2}
        aria-label={`Note on trial ${trial}`}
        value={shown}
        onInput={event => setText(event.currentTarget.value)}
        onChange={save}
      />
    </>
  );
}
