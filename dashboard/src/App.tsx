import { useEffect, useMemo, useState } from "preact/hooks";
import { onKeyNeeded } from "./api";
import type { StudyPayload } from "./data/payload";
import { readStudy } from "./data/study";
import { toggleTheme, useTheme } from "./ui/theme";
import { useRoute, writeRoute } from "./ui/route";
import { Compare } from "./views/Compare";
import { Dialog } from "./views/controls";
import { NewStudy } from "./views/NewStudy";
import { ServedCompare, ServedStudy } from "./views/ServedStudy";
import { StudyList } from "./views/StudyList";
import { StudyView } from "./views/StudyView";

/** The data that a report was written with; null where a service serves the page. */
function embedded(): StudyPayload[] | null {
  const text = document.getElementById("data")?.textContent?.trim() ?? "";
  if (text.length === 0) return null;
  const read = JSON.parse(text) as StudyPayload | { studies: StudyPayload[] };
  return "studies" in read ? read.studies : [read];
}

export function App() {
  const [report] = useState(embedded);
  const theme = useTheme();
  const [key, setKey] = useState<{ done: (key: string) => void }>();
  useEffect(() => {
    onKeyNeeded(() => new Promise(done => setKey({ done })));
  }, []);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={event => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        To the content
      </a>
      <header class="top">
        <a href={report ? undefined : "#/"} class="name">
          ServerlessTuner
        </a>
        {!report && (
          <nav aria-label="Service">
            <a href="#/">Studies</a>
            <a href="#/new">New study</a>
          </nav>
        )}
        <button type="button" class="quiet" onClick={toggleTheme}>
          {theme.isDark ? "Light" : "Dark"}
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        {report ? <Report payloads={report} /> : <Service />}
      </main>
      {key && (
        <KeyDialog
          onKey={text => {
            setKey(undefined);
            key.done(text);
          }}
        />
      )}
    </>
  );
}

function KeyDialog({ onKey }: { onKey: (key: string) => void }) {
  const [text, setText] = useState("");
  return (
    <Dialog title="This service needs a key" onClose={() => onKey(text)}>
      <form method="dialog">
        <label>
          Key <input type="password" autocomplete="off" value={text} onInput={event => setText(event.currentTarget.value)} />
        </label>
        <p class="note">Kept for this tab only, and sent in the header x-functions-key.</p>
        <button type="submit">Go on</button>
      </form>
    </Dialog>
  );
}

function Report({ payloads }: { payloads: StudyPayload[] }) {
  const route = useRoute();
  const studies = useMemo(() => payloads.map(readStudy), [payloads]);
  const at = route.path[0] === "study" ? Number(route.path[1]) : studies.length === 1 ? 0 : -1;
  const study = studies[at];
  useEffect(() => {
    document.title = study ? study.name : `${studies.length} studies`;
  }, [study]);
  if (!study)
    return (
      <>
        <h1>{studies.length} studies</h1>
        <Compare studies={studies} hrefs={studies.map((_, i) => writeRoute(["study", String(i)]))} />
      </>
    );
  return (
    <>
      {studies.length > 1 && (
        <p>
          <a href="#/">All {studies.length} studies</a>
        </p>
      )}
      <h1>{study.name}</h1>
      <StudyView key={at} study={study} />
    </>
  );
}

function Service() {
  const route = useRoute();
  const [page, id] = route.path;
  useEffect(() => {
    document.title = id ?? "ServerlessTuner";
  }, [id]);
  if (page === "new") return <NewStudy />;
  if (page === "study" && id !== undefined) return <ServedStudy key={id} id={id} />;
  if (page === "compare") return <ServedCompare ids={(route.query.get("ids") ?? "").split(",").filter(one => one.length > 0)} />;
  return <StudyList />;
}
