/** The JSON that the API and reports send; see `StudyPage` in core/Studies. */

/** Doubles in little-endian order, in base64; NaN for none. */
export type Numbers64 = string;

/** Texts, each said once, and for every row the number of its text. Values of parameters are written as JSON. */
export interface TextsPayload {
  texts: string[];
  at: Numbers64;
}

export interface FramePayload {
  count: number;
  /** How many trials there are; more than `count` where the rows are a sample. */
  of: number;
  best: number;
  every: number;
  trial: Numbers64;
  /** One digit a row: 0 complete, 1 pruned, 2 failed, 3 undefined. */
  state: string;
  score: Numbers64;
  step: Numbers64;
  parameters: (Numbers64 | TextsPayload)[];
  numbers: { name: string; values: Numbers64 }[];
  failure?: TextsPayload;
}

export interface ParameterPayload {
  name: string;
  type: "integer" | "float" | "boolean" | "text";
  describe: string;
  log?: boolean;
  conditional?: boolean;
}

export interface MetricPayload {
  name: string;
  goal: "maximize" | "minimize";
}

export interface StudyPayload {
  format: number;
  sampled: boolean;
  /** Where the study is at work: how many trials were sent before. */
  from?: number;
  name: string;
  id?: string;
  description?: string;
  objective: string;
  sampler: string;
  pruner?: string;
  seed: string;
  metrics: MetricPayload[];
  stages: string[][];
  end_reason?: string;
  keep_reason?: string;
  parameters: ParameterPayload[];
  search?: FramePayload;
  final?: FramePayload;
  seconds?: { trial: Numbers64; values: Numbers64; objectives?: Numbers64[] };
  steps?: { every: number; trial: Numbers64; step: Numbers64; values: Numbers64 };
}

/** Reads a column of numbers. */
export function decodeNumbers(text: Numbers64): Float64Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return new Float64Array(bytes.buffer);
}

/** How a value of a parameter is shown: a text without its quotes, all else as JSON. */
export function showJson(json: string): string {
  if (!json.startsWith('"')) return json;
  try {
    return String(JSON.parse(json));
  } catch {
    return json;
  }
}
