import { show } from "../data/numbers";
import type { Column } from "../data/study";
import type { Theme } from "../ui/theme";
import type { Option } from "./echarts";

const shorten = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** How all axes look. */
export function axisStyle(theme: Theme, name: string): Option {
  return {
    name: shorten(name, 60),
    nameLocation: "middle",
    nameGap: 28,
    nameTextStyle: { color: theme.muted },
    axisLabel: { color: theme.muted, hideOverlap: true },
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { lineStyle: { color: theme.line } },
    splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
  };
}

/** The axis of a column: of numbers, of logarithms, or of choices. */
export function columnAxis(theme: Theme, column: Column, isLog = column.log === true): Option {
  const style = axisStyle(theme, column.name);
  if (column.texts) return { ...style, type: "category", data: column.texts.map(text => shorten(text, 20)), splitLine: { show: false } };
  const canLog = isLog && column.values.every(value => Number.isNaN(value) || value > 0);
  return {
    ...style,
    type: canLog ? "log" : "value",
    scale: true,
    axisLabel: { color: theme.muted, hideOverlap: true, formatter: (value: number) => (column.integer ? String(value) : show(value, 4)) },
  };
}

/** An axis of numbers. */
export function valueAxis(theme: Theme, name: string, more: Option = {}): Option {
  return {
    ...axisStyle(theme, name),
    type: "value",
    scale: true,
    nameGap: 52,
    axisLabel: { color: theme.muted, hideOverlap: true, formatter: (value: number) => show(value, 4) },
    ...more,
  };
}

/** A place with room for labels. */
export const grid = (more: Option = {}): Option => ({ left: 68, right: 20, top: 26, bottom: 44, ...more });

/** Zoom by wheel and by dragging; where the pointer cannot turn a wheel, by two fingers. */
export const insideZoom = (axes: { x?: boolean; y?: boolean } = { x: true }): Option[] => [
  ...(axes.x ? [{ type: "inside", id: "zoomX", xAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: "shift" }] : []),
  ...(axes.y ? [{ type: "inside", id: "zoomY", yAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: "shift" }] : []),
];

/** Points of two columns, one after the other: large data are drawn from this without an object for each. */
export function pairs(rows: readonly number[], x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const data = new Float64Array(2 * rows.length);
  rows.forEach((row, i) => {
    data[2 * i] = x[row];
    data[2 * i + 1] = y[row];
  });
  return data;
}
