import { useEffect, useState } from "preact/hooks";
import { getArtifact, listArtifacts, type Artifact } from "../api";
import { show } from "../data/numbers";
import { fileName, save } from "../ui/download";

const MOST_SHOWN = 200_000;
const TEXTS = /\.(md|txt|csv|json|yaml|log)$/;
const PICTURES = /\.(png|jpe?g)$/;

/** The files of a study, and what is in those that are text or a picture. */
export function Files({ id, finished }: { id: string; finished?: string }) {
  const [files, setFiles] = useState<readonly Artifact[]>();
  const [shown, setShown] = useState<{ name: string; text?: string; picture?: string }>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    listArtifacts(id).then(setFiles, error => setFault((error as Error).message));
  }, [id, finished]);
  const guard = (what: () => Promise<void>) => what().catch(error => setFault((error as Error).message));
  const open = (name: string) =>
    guard(async () => {
      const content = await getArtifact(id, name);
      if (PICTURES.test(name)) {
        const reader = new FileReader();
        reader.onload = () => setShown({ name, picture: String(reader.result) });
        reader.readAsDataURL(content);
      } else {
        const text = await content.slice(0, MOST_SHOWN).text();
        setShown({
          name,
          text: content.size > MOST_SHOWN ? `${text}\n… the first ${show(MOST_SHOWN)} of ${show(content.size, 12)} bytes` : text,
        });
      }
    });
  return (
    <section class="panel" aria-label="Files">
      <header>
        <h3>Files</h3>
      </header>
      {fault && (
        <p role="alert" class="failure">
          {fault}
        </p>
      )}
      {files?.length === 0 && <p>There are none before the study has ended.</p>}
      <ul class="files">
        {files?.map(file => (
          <li key={file.name}>
            <code>{file.name}</code> <span class="note">{show(file.size, 12)} bytes</span>{" "}
            {(TEXTS.test(file.name) || PICTURES.test(file.name)) && (
              <button type="button" class="quiet" aria-label={`Show ${file.name}`} onClick={() => open(file.name)}>
                Show
              </button>
            )}
            <button
              type="button"
              class="quiet"
              aria-label={`Save ${file.name}`}
              onClick={() => guard(async () => save(fileName(file.name), await getArtifact(id, file.name), "application/octet-stream"))}
            >
              Save
            </button>
          </li>
        ))}
      </ul>
      {shown && (
        <>
          <h4>{shown.name}</h4>
          {shown.picture ? (
            <img src={shown.picture} alt={shown.name} />
          ) : (
            <pre class="content" tabIndex={0}>
              {shown.text}
            </pre>
          )}
        </>
      )}
    </section>
  );
}
