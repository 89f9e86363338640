import { useEffect, useState } from "preact/hooks";

/** Where the page is: what stands in its URL after the hash. All that a link should bring back is here. */
export interface Route {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export function readRoute(hash: string): Route {
  const [path, query] = hash.replace(/^#\/?/, "").split("?", 2);
  return {
    path: path
      .split("/")
      .filter(part => part.length > 0)
      .map(decode),
    query: new URLSearchParams(query ?? ""),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function writeRoute(path: readonly string[], query?: URLSearchParams): string {
  const text = query?.toString() ?? "";
  return `#/${path.map(encodeURIComponent).join("/")}${text.length > 0 ? `?${text}` : ""}`;
}

const listeners = new Set<() => void>();

/** Changes the query without a new entry in the browser's history: brushing is no step to go back over. */
export function replaceQuery(change: (query: URLSearchParams) => void) {
  const route = readRoute(location.hash);
  change(route.query);
  history.replaceState(null, "", writeRoute(route.path, route.query));
  listeners.forEach(listener => listener());
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash));
  useEffect(() => {
    const listener = () => setRoute(readRoute(location.hash));
    listeners.add(listener);
    addEventListener("hashchange", listener);
    return () => {
      listeners.delete(listener);
      removeEventListener("hashchange", listener);
    };
  }, []);
  return route;
}
