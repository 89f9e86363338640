import type { Frame } from "../data/study";
import type { Theme } from "../ui/theme";
import { pairs } from "./axes";
import type { Option } from "./echarts";
import { trialText } from "./trial-text";

/** From this many points on they are drawn as one picture, without an object for each. */
const LARGE = 3000;

interface Layer {
  readonly id: string;
  readonly rows: readonly number[];
  readonly color: string;
  readonly size: number;
  readonly opacity: number;
}

/** Scattered trials in layers: those that are not selected dim, those that are in colour, the one that is looked at in a ring. */
export function pointLayers(
  theme: Theme,
  frame: Frame,
  rows: readonly number[],
  mask: Uint8Array,
  focus: number,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  more: readonly Layer[] = [],
) {
  const inside = rows.filter(row => mask[row]),
    outside = rows.length === inside.length ? [] : rows.filter(row => !mask[row]);
  const layers: Layer[] = [
    { id: "outside", rows: outside, color: theme.dim, size: 3, opacity: 0.35 },
    { id: "trials", rows: inside, color: theme.main, size: inside.length > LARGE ? 3 : 6, opacity: inside.length > LARGE ? 0.55 : 0.75 },
    ...more,
    { id: "focus", rows: focus >= 0 && rows.includes(focus) ? [focus] : [], color: theme.strong, size: 14, opacity: 1 },
  ];
  const series: Option[] = layers.map(layer => ({
    id: layer.id,
    name: layer.id,
    type: "scatter",
    data: pairs(layer.rows, x, y),
    dimensions: ["x", "y"],
    encode: { x: 0, y: 1 },
    symbolSize: layer.size,
    large: layer.rows.length > LARGE,
    progressive: 0,
    z: layer.id === "focus" ? 5 : 2,
    itemStyle:
      layer.id === "focus"
        ? { color: "transparent", borderColor: layer.color, borderWidth: 3 }
        : { color: layer.color, opacity: layer.opacity },
    tooltip: { formatter: (point: { dataIndex: number }) => trialText(frame, layer.rows[point.dataIndex]) },
  }));
  const rowAt = (id: string, index: number) => layers.find(layer => layer.id === id)?.rows[index] ?? -1;
  return { series, rowAt };
}
