import { showCell } from "../data/numbers";
import { STATES, type Frame } from "../data/study";

const MOST = 12;

/** What a tooltip says of a trial. The number of its score is exact. */
export function trialText(frame: Frame, row: number): string {
  const lines = [`trial ${frame.trial[row]}`];
  lines.push(frame.state[row] === 0 ? `score ${frame.score[row]}` : STATES[frame.state[row]]);
  const parameters = frame.columns.filter(column => column.kind === "parameter" && !Number.isNaN(column.values[row]));
  for (const column of parameters.slice(0, MOST)) lines.push(`${short(column.name)}: ${short(showCell(column, row))}`);
  if (parameters.length > MOST) lines.push(`… and ${parameters.length - MOST} more`);
  return lines.join("\n");
}

const short = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
