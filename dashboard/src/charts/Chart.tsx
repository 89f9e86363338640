import type { ECharts } from "echarts/core";
import { useEffect, useRef, useState } from "preact/hooks";
import { fileName, save } from "../ui/download";
import type { Theme } from "../ui/theme";
import { useTheme } from "../ui/theme";
import { core, type Option } from "./echarts";

export interface ChartContent {
  readonly option: Option;
  /** The trial under a click, by series and index in it. */
  readonly onPick?: (series: string, index: number) => void;
  /** An axis of parallel coordinates was brushed. */
  readonly onBrush?: (axis: number, intervals: readonly (readonly [number, number])[]) => void;
  /** A state of brushes to show: intervals by axis. */
  readonly brushes?: readonly (readonly (readonly [number, number])[])[];
}

interface Props {
  readonly title: string;
  /** What the chart says, in a sentence: for those who do not see it, and for tests. */
  readonly summary?: string;
  readonly note?: string;
  readonly height?: number;
  readonly controls?: preact.ComponentChildren;
  /** Called with the colours, whenever something it depends on has changed. */
  readonly content: (theme: Theme) => ChartContent;
  readonly depends: readonly unknown[];
}

/** Options with what all charts have in common. */
function whole(theme: Theme, option: Option): Option {
  const { tooltip, ...others } = option;
  return {
    animation: false,
    color: theme.series,
    backgroundColor: "transparent",
    textStyle: { color: theme.text, fontFamily: "system-ui, sans-serif" },
    // Drawn on the canvas: names of studies never become markup.
    tooltip: {
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      ...(tooltip as Option),
      renderMode: "richText",
    },
    ...others,
  };
}

/** A panel with a chart, its name and what can be done with it. */
export function Chart({ title, summary, note, height = 300, controls, content, depends }: Props) {
  const theme = useTheme();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | undefined>(undefined);
  const latest = useRef<ChartContent | undefined>(undefined);
  const isBrushing = useRef(false);
  const [drawn, setDrawn] = useState(0);

  useEffect(() => {
    const made = core.init(host.current!, null, { renderer: "canvas" });
    chart.current = made;
    (host.current as unknown as { chart: ECharts }).chart = made;
    made.on("click", event => {
      if (typeof event.dataIndex === "number") latest.current?.onPick?.(String(event.seriesId ?? event.seriesName ?? ""), event.dataIndex);
    });
    made.on("axisareaselected", event => {
      if (isBrushing.current) return;
      const parts = (event as unknown as { batch?: BrushEvent[] }).batch ?? [event as unknown as BrushEvent];
      const axes = made.getOption().parallelAxis as { id: string; dim: number }[];
      for (const part of parts) {
        const axis = axes.findIndex(one => one.id === part.parallelAxisId);
        if (axis >= 0) latest.current?.onBrush?.(axes[axis].dim, part.intervals);
      }
    });
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(host.current!);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const made = content(theme);
    latest.current = made;
    // Series and axes are replaced, the zoom stays.
    chart.current!.setOption(whole(theme, made.option), {
      replaceMerge: ["series", "xAxis", "yAxis", "grid", "visualMap", "legend", "parallel", "parallelAxis"],
    });
    if (made.brushes) {
      isBrushing.current = true;
      made.brushes.forEach((intervals, i) =>
        chart.current!.dispatchAction({ type: "axisAreaSelect", parallelAxisId: `axis${i}`, intervals }),
      );
      isBrushing.current = false;
    }
    setDrawn(count => count + 1);
  }, [theme, ...depends]);

  const saveAs = (kind: "png" | "svg") => {
    const name = `${fileName(title)}.${kind}`;
    const width = chart.current!.getWidth(),
      tall = chart.current!.getHeight();
    if (kind === "svg") {
      const picture = core.init(null, null, { renderer: "svg", ssr: true, width, height: tall });
      picture.setOption({ ...whole(theme, latest.current!.option), backgroundColor: theme.surface });
      save(name, picture.renderToSVGString(), "image/svg+xml");
      picture.dispose();
    } else {
      const url = chart.current!.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: theme.surface });
      const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), char => char.charCodeAt(0));
      save(name, bytes, "image/png");
    }
  };

  return (
    <section class="panel" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <div class="tools">
          {controls}
          <button type="button" class="quiet" onClick={() => saveAs("png")} aria-label={`Save ${title} as PNG`}>
            PNG
          </button>
          <button type="button" class="quiet" onClick={() => saveAs("svg")} aria-label={`Save ${title} as SVG`}>
            SVG
          </button>
        </div>
      </header>
      <div class="chart" ref={host} style={{ height: `${height}px` }} role="img" aria-label={summary ?? title} data-drawn={drawn} />
      {summary && <p class="summary">{summary}</p>}
      {note && <p class="note">{note}</p>}
    </section>
  );
}

interface BrushEvent {
  readonly parallelAxisId: string;
  readonly intervals: [number, number][];
}
