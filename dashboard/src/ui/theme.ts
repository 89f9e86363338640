import { useEffect, useState } from "preact/hooks";

/** Colours for charts: those of Okabe and Ito, which people tell apart however they see colours, and viridis for what has an order. */
export interface Theme {
  readonly isDark: boolean;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly dim: string;
  readonly main: string;
  readonly strong: string;
  readonly series: readonly string[];
  readonly scale: readonly string[];
}

const VIRIDIS = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"];

export const LIGHT: Theme = {
  isDark: false,
  text: "#1c2430",
  muted: "#5a6675",
  line: "#d9dfe6",
  surface: "#ffffff",
  dim: "#c3cad3",
  main: "#0072b2",
  strong: "#c44a00",
  series: ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8c7a00"],
  scale: VIRIDIS,
};

export const DARK: Theme = {
  isDark: true,
  text: "#e6eaf0",
  muted: "#a3afbd",
  line: "#36404c",
  surface: "#181e26",
  dim: "#475462",
  main: "#56b4e9",
  strong: "#ff9d5c",
  series: ["#56b4e9", "#e69f00", "#2fc79a", "#ff8a4a", "#e59ac4", "#8fa8ff", "#f0e442"],
  scale: VIRIDIS,
};

const media = typeof matchMedia === "undefined" ? undefined : matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function stored(): string | null {
  try {
    return localStorage.getItem("theme");
  } catch {
    // A page from disk may have no storage.
    return null;
  }
}

let choice = stored();

const current = () => ((choice ?? (media?.matches ? "dark" : "light")) === "dark" ? DARK : LIGHT);

function apply() {
  document.documentElement.dataset.theme = current().isDark ? "dark" : "light";
  listeners.forEach(listener => listener());
}

/** Changes between dark and light, and remembers it. */
export function toggleTheme() {
  choice = current().isDark ? "light" : "dark";
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // It then holds until the page is closed.
  }
  apply();
}

export function startTheme() {
  media?.addEventListener("change", apply);
  apply();
}

export function useTheme(): Theme {
  const [theme, setTheme] = useState(current);
  useEffect(() => {
    const listener = () => setTheme(current());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return theme;
}
