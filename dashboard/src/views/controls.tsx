import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

/** A choice with a name for all. */
export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <select aria-label={label} title={label} value={value} onChange={event => onChange(event.currentTarget.value)}>
      {options.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** A dialog over the page, which Escape closes. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current!.showModal();
  }, []);
  return (
    <dialog ref={element} aria-label={title} onClose={onClose}>
      <header>
        <h2>{title}</h2>
        <button type="button" class="quiet" onClick={() => element.current!.close()} aria-label="Close">
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}

/** A number with its name. */
export function Figure({ name, value, title }: { name: string; value: string; title?: string }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd title={title ?? value}>{value}</dd>
    </div>
  );
}
