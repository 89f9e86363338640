import { useEffect, useRef, useState } from "preact/hooks";

/** Asks again and again while the page is looked at; an answer that is the same changes nothing. */
export function usePoll<T>(ask: () => Promise<T>, pause: (last: T | undefined) => number, depends: readonly unknown[]) {
  const [value, setValue] = useState<T>();
  const [fault, setFault] = useState<string>();
  const again = useRef<() => void>(() => undefined);
  useEffect(() => {
    let isOver = false,
      timer = 0,
      last: T | undefined;
    const turn = async () => {
      clearTimeout(timer);
      try {
        last = await ask();
        if (isOver) return;
        setValue(() => last);
        setFault(undefined);
      } catch (error) {
        if (isOver) return;
        setFault(error instanceof Error ? error.message : String(error));
      }
      timer = window.setTimeout(turn, document.hidden ? 4 * pause(last) : pause(last));
    };
    again.current = () => void turn();
    void turn();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, depends);
  return { value, fault, again: () => again.current() };
}
