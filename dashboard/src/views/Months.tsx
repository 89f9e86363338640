import type { Trades } from "../api";
import { exact, show } from "../data/numbers";
import { ended, months } from "../data/trades";

const MONTHS = Array.from({ length: 12 }, (_, i) =>
  new Intl.DateTimeFormat(undefined, { month: "short", timeZone: "UTC" }).format(Date.UTC(2000, i, 1)),
);

/** Profit by the months in which trades end. */
export function Months({ trades }: { trades: Trades }) {
  const years = months(ended(trades.symbols));
  return (
    <section class="panel" aria-label="Profit by month">
      <header>
        <h3>Profit by month under {trades.scenario}, in pips</h3>
      </header>
      <div class="scroll" tabIndex={0} role="region" aria-label="Months">
        <table class="values wide">
          <thead>
            <tr>
              <th scope="col">year</th>
              {MONTHS.map(month => (
                <th key={month} scope="col">
                  {month}
                </th>
              ))}
              <th scope="col">all</th>
            </tr>
          </thead>
          <tbody>
            {[...years]
              .sort((a, b) => a[0] - b[0])
              .map(([year, row]) => (
                <tr key={year}>
                  <th scope="row">{year}</th>
                  {[...row].map((pips, i) => (
                    <td key={i} class={pips < 0 ? "loss" : ""} title={exact(pips)}>
                      {Number.isNaN(pips) ? "" : show(pips, 4)}
                    </td>
                  ))}
                  <td>
                    {show(
                      row.reduce((sum, pips) => sum + (Number.isNaN(pips) ? 0 : pips), 0),
                      5,
                    )}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
