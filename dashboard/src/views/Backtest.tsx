import { useEffect, useMemo, useState } from "preact/hooks";
import { getTrades, type Trades } from "../api";
import { exact } from "../data/numbers";
import { ranking } from "../data/statistics";
import { columnOf, maximizes, type Study } from "../data/study";
import { replaceQuery, useRoute } from "../ui/route";
import { Equity } from "./Equity";
import { Months } from "./Months";
import { Prices } from "./Prices";
import { Profits } from "./Profits";
import { Select } from "./controls";

/** The trades of the trial that is looked at, or of the best: equity, drawdown, months, distribution, and on the prices. */
export function Backtest({ id, study }: { id: string; study: Study }) {
  const { query } = useRoute();
  const frame = study.final ?? study.search;
  const best = ranking(frame.score, row => frame.state[row] === 0, maximizes(study))[0];
  const given = query.get("trial");
  const trial = given === null ? (best === undefined ? NaN : frame.trial[best]) : Number(given);
  const scenarios = useMemo(() => [...new Set([...study.stages].reverse().flat())], [study.stages]);
  const [all, setAll] = useState<readonly Trades[]>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    if (Number.isNaN(trial)) return undefined;
    let isOver = false;
    setAll(undefined);
    setFault(undefined);
    Promise.all(scenarios.map(scenario => getTrades(id, trial, scenario))).then(
      found => isOver || setAll(found),
      error => isOver || setFault((error as Error).message),
    );
    return () => void (isOver = true);
  }, [id, trial, scenarios.join(",")]);
  if (Number.isNaN(trial)) return <p class="note">No trial has a score.</p>;
  if (!all)
    return fault ? (
      <p role="alert" class="failure">
        {fault}
      </p>
    ) : (
      <p>Computing the trades of trial {trial} …</p>
    );
  const wanted = query.get("scenario") ?? study.stages[0][0];
  const chosen = all.find(one => one.scenario === wanted) ?? all[0];
  return (
    <>
      <div class="bar">
        <strong>Trial {trial}</strong>
        {scenarios.length > 1 && (
          <Select
            label="Scenario"
            value={chosen.scenario}
            options={scenarios.map(name => [name, `scenario ${name}`])}
            onChange={value => replaceQuery(next => next.set("scenario", value))}
          />
        )}
        <span class="note">Click a trial in another view to see its trades here.</span>
      </div>
      <Changed study={study} all={all} />
      <div class="panels halves">
        <Equity all={all} />
        <Profits trades={chosen} />
      </div>
      <Prices trades={chosen} />
      <Months trades={chosen} />
    </>
  );
}

/** Says so where the data are no longer those that the results were made of. */
function Changed({ study, all }: { study: Study; all: readonly Trades[] }) {
  for (const { trial, scenario, symbols } of all) {
    for (const frame of [study.final, study.search]) {
      const stored = frame && columnOf(frame, `n:pnl_pips_${scenario}`)?.values[frame.trial.indexOf(trial)];
      const sum = symbols.reduce((total, symbol) => total + symbol.profit_pips.reduce((one, pips) => one + pips, 0), 0);
      if (stored !== undefined && !Number.isNaN(stored) && Math.abs(stored - sum) > 1e-6 * Math.max(1, Math.abs(stored)))
        return (
          <p role="alert" class="failure">
            The results say {exact(stored)} pips under {scenario}, these trades {exact(sum)}: the data have changed since.
          </p>
        );
    }
  }
  return null;
}
