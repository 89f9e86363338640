import { useEffect, useRef, useState } from "preact/hooks";
import { start, upload, validate, type FieldProblem, type Validation } from "../api";
import { show } from "../data/numbers";
import { writeRoute } from "../ui/route";

const EXAMPLE = `name: sphere
function: sphere
parameters:
  x: {min: -5.0, max: 5.0}
  y: {min: -5.0, max: 5.0}
sampler: tpe
trials: 100
`;

const PAUSE = 300;

/** Writes a study file, with its problems at their lines, and starts it. */
export function NewStudy() {
  const [text, setText] = useState(EXAMPLE);
  const [name, setName] = useState("study.yaml");
  const [data, setData] = useState<Record<string, string>>({});
  const [found, setFound] = useState<Validation>();
  const [fault, setFault] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    const timer = setTimeout(
      () =>
        validate(text, name, data).then(
          value => mine === turn.current && (setFound(value), setFault(undefined)),
          error => mine === turn.current && setFault((error as Error).message),
        ),
      PAUSE,
    );
    return () => clearTimeout(timer);
  }, [text, name, data]);
  const take = async (files: FileList | null | undefined) => {
    for (const file of files ?? []) {
      try {
        if (/\.(ya?ml|json)$/i.test(file.name)) {
          setText(await file.text());
          setName(file.name);
        } else {
          const hash = await upload(file);
          setData(old => ({ ...old, [file.name.replace(/\.(csv|gz|zip|parquet)$/gi, "").replace(/\.csv$/i, "")]: hash }));
        }
      } catch (error) {
        setFault(`${file.name}: ${(error as Error).message}`);
      }
    }
  };
  const go = (problem: FieldProblem) => {
    if (!problem.line || !area.current) return;
    const lines = text.split("\n");
    const at = lines.slice(0, problem.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + (problem.column ?? 1) - 1;
    area.current.focus();
    area.current.setSelectionRange(at, at + Math.max(1, (lines[problem.line - 1] ?? "").length - (problem.column ?? 1) + 1));
  };
  const begin = async () => {
    try {
      const study = await start(text, name, data);
      location.hash = writeRoute(["study", study.id]);
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  const faulty = new Set(found?.problems.map(problem => problem.line));
  return (
    <>
      <h1>New study</h1>
      <p>Write or paste a study file, or drop it here, with data as CSV files beside it.</p>
      <div
        class="editor"
        onDragOver={event => event.preventDefault()}
        onDrop={event => {
          event.preventDefault();
          void take(event.dataTransfer?.files);
        }}
      >
        <ol class="lines" aria-hidden="true">
          {text.split("\n").map((_, i) => (
            <li key={i} class={faulty.has(i + 1) ? "bad" : ""}>
              {i + 1}
            </li>
          ))}
        </ol>
        <textarea
          ref={area}
          aria-label="Study file"
          spellcheck={false}
          value={text}
          rows={Math.max(14, text.split("\n").length + 1)}
          aria-describedby="problems"
          onInput={event => setText(event.currentTarget.value)}
        />
      </div>
      <p>
        <label class="button">
          Choose files <input type="file" multiple class="hidden" onChange={event => take(event.currentTarget.files)} />
        </label>{" "}
        <button type="button" class="strong" disabled={!found?.valid} onClick={begin}>
          Start
        </button>
      </p>
      {Object.entries(data).map(([symbol, hash]) => (
        <p key={symbol}>
          <code>{symbol}</code> is <code>{hash.slice(0, 19)}…</code>{" "}
          <button type="button" class="quiet" onClick={() => setData(({ [symbol]: _, ...others }) => others)}>
            Remove
          </button>
        </p>
      ))}
      <div id="problems" aria-live="polite">
        {fault && <p class="failure">{fault}</p>}
        {found?.valid && (
          <p class="good">
            Valid: '{found.name}'{found.trials ? `, ${show(found.trials, 12)} trials` : ""}.
          </p>
        )}
        {found?.notes.map((note, i) => (
          <p key={i} class="note">
            {note}
          </p>
        ))}
        {found?.problems.map((problem, i) => (
          <p key={i} class="failure">
            {problem.line && (
              <button type="button" class="quiet" onClick={() => go(problem)}>
                line {problem.line}
                {problem.column ? `, column ${problem.column}` : ""}
              </button>
            )}{" "}
            {problem.detail} {problem.remedy}
          </p>
        ))}
      </div>
    </>
  );
}
