import { useState } from "preact/hooks";
import { grid, insideZoom, valueAxis } from "../charts/axes";
import { Chart } from "../charts/Chart";
import { exact, exactCell, show, showCell } from "../data/numbers";
import { bestSoFar, corners, distribution, ranking } from "../data/statistics";
import { maximizes, type Study } from "../data/study";
import { Select } from "./controls";

const complete = (study: Study) => (row: number) => study.search.state[row] === 0;

/** Several studies: their best lines and distributions over each other, and their best trials side by side. */
export function Compare({ studies, hrefs }: { studies: readonly Study[]; hrefs: readonly string[] }) {
  const [by, setBy] = useState("trial");
  const [only, setOnly] = useState(false);
  const names = studies.map((study, i) =>
    studies.findIndex(other => other.name === study.name) === i ? study.name : `${study.name} (${i + 1})`,
  );
  const metrics = new Set(studies.map(study => `${study.metrics[0]?.name} ${study.metrics[0]?.goal}`));
  const best = studies.map(study => ranking(study.search.score, complete(study), maximizes(study))[0] ?? -1);
  const keys = [
    ...new Set(studies.flatMap(study => study.search.columns.filter(column => column.kind !== "state").map(column => column.key))),
  ];
  const cell = (i: number, key: string, how: typeof showCell) => {
    const column = studies[i].search.columns.find(one => one.key === key);
    return column && best[i] >= 0 ? how(column, best[i]) : "";
  };
  const rows = keys.map(key => ({
    key,
    name: key.replace(/^[pno]:/, ""),
    shown: studies.map((_, i) => cell(i, key, showCell)),
    exact: studies.map((_, i) => cell(i, key, exactCell)),
  }));
  const differs = (values: readonly string[]) => new Set(values).size > 1;
  return (
    <>
      {metrics.size > 1 && (
        <p class="note" role="note">
          These studies do not rank by the same metric: {[...metrics].join("; ")}.
        </p>
      )}
      <div class="panels halves">
        <Chart
          title="Best lines"
          controls={
            <Select
              label="Horizontal axis"
              value={by}
              options={[
                ["trial", "by trial"],
                ["share", "by share of the search"],
              ]}
              onChange={setBy}
            />
          }
          depends={[studies, by]}
          height={360}
          summary={studies.map((study, i) => `${names[i]}: ${best[i] >= 0 ? exact(study.search.score[best[i]]) : "none"}`).join("; ")}
          content={theme => ({
            option: {
              grid: grid({ top: 40 }),
              dataZoom: insideZoom({ x: true, y: true }),
              legend: { top: 0, type: "plain", textStyle: { color: theme.text } },
              xAxis: valueAxis(theme, by === "trial" ? "trial" : "share of the search", { nameGap: 28 }),
              yAxis: valueAxis(theme, studies[0].metrics[0]?.name ?? "score"),
              tooltip: {
                trigger: "item",
                formatter: (point: { seriesName: string; value: [number, number] }) => `${point.seriesName}\n${point.value[1]}`,
              },
              series: studies.map((study, i) => {
                const line = bestSoFar(study.search.score, complete(study), maximizes(study));
                const last = study.search.trial[study.search.count - 1] || 1;
                return {
                  id: `s${i}`,
                  name: names[i],
                  type: "line",
                  step: "end",
                  showSymbol: true,
                  symbolSize: 4,
                  data: corners(line).map(row => [by === "trial" ? study.search.trial[row] : study.search.trial[row] / last, line[row]]),
                  lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][Math.floor(i / theme.series.length) % 3] },
                };
              }),
            },
          })}
        />
        <Chart
          title="Distributions of scores"
          depends={[studies]}
          height={360}
          content={theme => ({
            option: {
              grid: grid({ top: 40 }),
              legend: { top: 0, textStyle: { color: theme.text } },
              tooltip: { trigger: "item" },
              xAxis: valueAxis(theme, studies[0].metrics[0]?.name ?? "score", { nameGap: 28 }),
              yAxis: valueAxis(theme, "share of trials", { min: 0, max: 1 }),
              series: studies.map((study, i) => ({
                id: `s${i}`,
                name: names[i],
                type: "line",
                step: "end",
                showSymbol: false,
                data: distribution([...study.search.trial.keys()].filter(complete(study)).map(row => study.search.score[row])),
              })),
            },
          })}
        />
      </div>
      <section class="panel" aria-label="Best trials side by side">
        <header>
          <h3>Best trials side by side</h3>
          <label>
            <input type="checkbox" checked={only} onChange={() => setOnly(!only)} /> only what differs
          </label>
        </header>
        <div class="scroll" tabIndex={0} role="region" aria-label="Best trials">
          <table class="values wide">
            <thead>
              <tr>
                <th scope="col">
                  <span class="hidden">column</span>
                </th>
                {names.map((name, i) => (
                  <th key={i} scope="col">
                    <a href={hrefs[i]}>{name}</a>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">trials</th>
                {studies.map((study, i) => (
                  <td key={i}>{show(study.search.of, 12)}</td>
                ))}
              </tr>
              <tr>
                <th scope="row">sampler</th>
                {studies.map((study, i) => (
                  <td key={i}>{study.sampler}</td>
                ))}
              </tr>
              {rows
                .filter(row => !only || differs(row.exact))
                .map(row => (
                  <tr key={row.key} class={differs(row.exact) ? "differs" : ""}>
                    <th scope="row">{row.name}</th>
                    {row.shown.map((text, i) => (
                      <td key={i} title={row.exact[i]}>
                        {text}
                      </td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}
