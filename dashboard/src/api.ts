import type { StudyPayload } from "./data/payload";

/** A study as the API shows it. */
export interface StudyRow {
  id: string;
  name: string;
  status: string;
  error?: string;
  hold?: string;
  stage: number;
  stages: number;
  done: number;
  total: number;
  trials: number;
  failed: number;
  undefined: number;
  pruned: number;
  pruned_share: number;
  elapsed_seconds: number;
  eta_seconds?: number;
  rate_per_second: number;
  rate_per_hour: number;
  best?: { trial: number; score: number; values?: Record<string, unknown> };
  metric: string;
  goal: string;
  created: string;
  started?: string;
  finished?: string;
  external: boolean;
  running?: { trial: number; agent?: string }[];
  waiting?: number;
}

export interface FieldProblem {
  field: string;
  value?: string;
  detail: string;
  remedy?: string;
  source?: string;
  line?: number;
  column?: number;
}

export interface Validation {
  valid: boolean;
  problems: FieldProblem[];
  name?: string;
  trials?: number;
  notes: string[];
  data: Record<string, string>;
}

export interface Importance {
  trials: number;
  parameters: { name: string; importance: number; explained: number; deviation: number }[];
}

export interface Notes {
  text: string;
  tags: string[];
  stars: number[];
  trials: Record<string, string>;
}

export interface SymbolTrades {
  symbol: string;
  pip_size: number;
  entry: number[];
  exit: number[];
  side: number[];
  entry_price: number[];
  exit_price: number[];
  profit_pips: number[];
  worst_pips: number[];
  bars: { per: number; time: number[]; open: number[]; high: number[]; low: number[]; close: number[] };
}

export interface Trades {
  trial: number;
  scenario: string;
  symbols: SymbolTrades[];
}

export interface Artifact {
  name: string;
  size: number;
  link: string;
}

/** An answer that says what is wrong. */
export class Fault extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly problems: readonly FieldProblem[] = [],
  ) {
    super(message);
  }
}

const KEY = "tuner-key";

// Kept for this tab alone, and never part of a URL.
let key: string | null = null;
try {
  key = sessionStorage.getItem(KEY);
} catch {
  // Without storage it is asked for at each load.
}

let ask: (() => Promise<string>) | undefined;

/** How a key is asked for. */
export const onKeyNeeded = (how: () => Promise<string>) => (ask = how);

let asking: Promise<string> | undefined;

async function askedKey(): Promise<void> {
  asking ??= ask!().finally(() => (asking = undefined));
  key = await asking;
  try {
    sessionStorage.setItem(KEY, key);
  } catch {
    // It then holds until the page is left.
  }
}

async function call(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  while (true) {
    const sent = key;
    const answer = await fetch(path, {
      method,
      body,
      cache: "no-store",
      headers: { ...headers, ...(sent === null ? {} : { "x-functions-key": sent }) },
    });
    if (answer.status === 401 && ask) {
      if (sent === key) await askedKey();
      continue;
    }
    if (answer.ok || answer.status === 304) return answer;
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string; errors?: FieldProblem[] };
    throw new Fault(answer.status, problem.detail ?? `The service answered ${answer.status}.`, problem.errors ?? []);
  }
}

const seen = new Map<string, { tag: string; value: unknown }>();

/** What an address holds; one that has not changed costs a 304. */
async function get<T>(path: string): Promise<T> {
  const known = seen.get(path);
  const answer = await call("GET", path, undefined, known ? { "If-None-Match": known.tag } : {});
  if (answer.status === 304) return known!.value as T;
  const value = (await answer.json()) as T;
  const tag = answer.headers.get("ETag");
  if (tag) seen.set(path, { tag, value });
  return value;
}

const at = (id: string, rest = "") => `/api/studies/${encodeURIComponent(id)}${rest}`;

export const listStudies = () => get<{ studies: StudyRow[] }>("/api/studies").then(list => list.studies);
export const getStudy = (id: string) => get<StudyRow>(at(id));
export const getImportance = (id: string) => get<Importance>(at(id, "/importance"));
export const getTrades = (id: string, trial: number, scenario: string) =>
  get<Trades>(at(id, `/trials/${trial}/trades?scenario=${encodeURIComponent(scenario)}`));
export const getNotes = (id: string) => get<Notes>(at(id, "/notes"));
export const listArtifacts = (id: string) => get<{ artifacts: Artifact[] }>(at(id, "/artifacts")).then(list => list.artifacts);
export const putNotes = (id: string, notes: Notes) =>
  call("PUT", at(id, "/notes"), JSON.stringify(notes), { "Content-Type": "application/json" }).then(
    answer => answer.json() as Promise<Notes>,
  );
export const signal = (id: string, what: "pause" | "resume" | "stop" | "cancel") => call("POST", at(id, `/${what}`));
export const removeStudy = (id: string) => call("DELETE", at(id));

/** Trials by columns: null where the asker has them. */
export async function getColumns(
  id: string,
  after: number,
  tag: string | undefined,
): Promise<{ payload: StudyPayload; tag?: string } | null> {
  const answer = await call("GET", at(id, `/columns${after > 0 ? `?after=${after}` : ""}`), undefined, tag ? { "If-None-Match": tag } : {});
  if (answer.status === 304) return null;
  return { payload: (await answer.json()) as StudyPayload, tag: answer.headers.get("ETag") ?? undefined };
}

/** The content of an artifact. */
export const getArtifact = (id: string, name: string) =>
  call("GET", at(id, `/artifacts/${name.split("/").map(encodeURIComponent).join("/")}`)).then(answer => answer.blob());

const envelope = (text: string, fileName: string, data: Record<string, string>) =>
  JSON.stringify({ study_file: text, file_name: fileName, ...(Object.keys(data).length > 0 ? { data } : {}) });

export const validate = (text: string, fileName: string, data: Record<string, string>) =>
  call("POST", "/api/validate", envelope(text, fileName, data), { "Content-Type": "application/json" }).then(
    answer => answer.json() as Promise<Validation>,
  );

export const start = (text: string, fileName: string, data: Record<string, string>) =>
  call("POST", "/api/studies", envelope(text, fileName, data), { "Content-Type": "application/json" }).then(
    answer => answer.json() as Promise<StudyRow>,
  );

/** Uploads a file; gives the name under which studies find it. */
export async function upload(file: Blob): Promise<string> {
  const content = await file.arrayBuffer();
  const hash = [...new Uint8Array(await crypto.subtle.digest("SHA-256", content))].map(byte => byte.toString(16).padStart(2, "0")).join("");
  await call("PUT", `/api/data/${hash}`, content, { "Content-Type": "application/octet-stream" });
  return `sha256:${hash}`;
}
