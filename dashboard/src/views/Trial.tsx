import { useState } from "preact/hooks";
import { grid, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { duration, exactCell, showCell, valuesJson } from "../data/numbers";
import { columnOf, STATES, type Column } from "../data/study";
import { copy } from "../ui/download";
import type { Context } from "./context";

/** A table of names and values, each to be copied exactly. */
export function Values({ title, columns, row }: { title: string; columns: readonly Column[]; row: number }) {
  const present = columns.filter(column => !Number.isNaN(column.values[row]));
  if (present.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <table class="values">
        <tbody>
          {present.map(column => (
            <tr key={column.key}>
              <th scope="row">{column.name}</th>
              <td>
                <button type="button" class="copy" title={`Copy ${exactCell(column, row)}`} onClick={() => copy(exactCell(column, row))}>
                  {showCell(column, row)}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** One trial: its values, its metrics under each scenario, its steps, and how to run it again. */
export function Trial({ context, more }: { context: Context; more?: preact.ComponentChildren }) {
  const { frame, study, focus: row } = context;
  const [isCopied, setCopied] = useState(false);
  if (row < 0) return null;
  const number = frame.trial[row];
  const rank = context.ranked.indexOf(row) + 1;
  const failure = frame.failure && !Number.isNaN(frame.failure.values[row]) ? frame.failure.texts![frame.failure.values[row]] : undefined;
  const seconds = columnOf(frame, "seconds")?.values[row] ?? NaN;
  const values = valuesJson(frame, row);
  const scenarios = study.stages[frame === study.final ? study.stages.length - 1 : 0] ?? [];
  const numbers = frame.columns.filter(column => column.kind === "number");
  const rows = scenarioTable(numbers, scenarios, row);
  const steps = study.steps ? [...study.steps.trial.keys()].filter(i => study.steps!.trial[i] === number) : [];
  const command = `echo '${values.replaceAll("'", "'\\''")}' > trial-${number}.json && tuner run STUDY.yaml --enqueue trial-${number}.json`;
  return (
    <aside class="trial" aria-label={`Trial ${number}`}>
      <header>
        <h3>Trial {number}</h3>
        <button type="button" class="quiet" aria-label="Close trial" onClick={() => context.look(-1)}>
          ✕
        </button>
      </header>
      <p>
        <span class={`state ${STATES[frame.state[row]]}`}>{STATES[frame.state[row]]}</span>
        {rank > 0 && (
          <>
            {" "}
            · rank {rank} of {context.ranked.length}
          </>
        )}
        {!Number.isNaN(seconds) && <> · took {duration(seconds)}</>}
      </p>
      {failure && <p class="failure">{failure}</p>}
      <Values title="Score" columns={frame.columns.filter(column => column.kind === "score" || column.kind === "objective")} row={row} />
      <Values title="Parameters" columns={context.parameters} row={row} />
      {rows ?? <Values title="Metrics" columns={numbers} row={row} />}
      {steps.length > 0 && (
        <Chart
          title={`Steps of trial ${number}`}
          height={200}
          depends={[number, study.steps]}
          content={theme => ({
            option: {
              grid: grid({ left: 60 }),
              tooltip: {
                trigger: "axis",
                formatter: (points: { value: [number, number] }[]) => `step ${points[0].value[0]}: ${points[0].value[1]}`,
              },
              xAxis: valueAxis(theme, "step", { nameGap: 28, minInterval: 1 }),
              yAxis: valueAxis(theme, ""),
              series: [
                {
                  id: "steps",
                  type: "line",
                  data: steps.map(i => [study.steps!.step[i], study.steps!.value[i]]),
                  lineStyle: { color: theme.main },
                },
              ],
            },
          })}
        />
      )}
      {more}
      <h4>Run it again</h4>
      <pre class="command">{command}</pre>
      <button type="button" onClick={async () => setCopied(await copy(command))}>
        {isCopied ? "Copied" : "Copy command"}
      </button>{" "}
      <button type="button" onClick={() => copy(values)}>
        Copy values
      </button>
    </aside>
  );
}

/** Metrics as rows and scenarios as columns, where there are several. */
function scenarioTable(numbers: readonly Column[], scenarios: readonly string[], row: number) {
  if (scenarios.length < 2) return null;
  const names = new Map<string, Map<string, Column>>();
  for (const column of numbers) {
    const scenario = scenarios.find(name => column.name.endsWith(`_${name}`) || column.name.includes(`_${name}_`));
    if (!scenario) continue;
    const name = column.name.endsWith(`_${scenario}`)
      ? column.name.slice(0, -scenario.length - 1)
      : column.name.replace(`_${scenario}_`, " ");
    names.set(name, (names.get(name) ?? new Map()).set(scenario, column));
  }
  return (
    <>
      <h4>Metrics</h4>
      <table class="values">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">metric</span>
            </th>
            {scenarios.map(name => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...names].map(([name, cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {scenarios.map(scenario => {
                const column = cells.get(scenario);
                return (
                  <td key={scenario} title={column && exactCell(column, row)}>
                    {column && showCell(column, row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
