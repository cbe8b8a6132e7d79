"use client";
import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { Menu } from "./menu";
import { Popover } from "./popover";

/** The row of filters over a list, with its count and buttons. */
export function FilterBar({ children, label = "Filters" }: { children: ReactNode; label?: string }) {
  return (
    <search aria-label={label} className="mb-3 flex flex-wrap items-center gap-1.5">
      {children}
    </search>
  );
}

/** One filter: its field, its value and a remove button. `children` is the editor that opens from it. */
export function FilterChip(props: {
  field: string;
  value: ReactNode;
  onRemove?: () => void;
  defaultOpen?: boolean;
  onClose?: () => void;
  children?: ReactNode | ((close: () => void) => ReactNode);
}) {
  const { field, value, onRemove, defaultOpen, onClose, children } = props;
  const words = (
    <>
      <span className="text-ink-3">{field}</span>
      <span className="max-w-60 truncate">{value}</span>
    </>
  );
  const look = "inline-flex h-full items-center gap-2 rounded-m px-2 -outline-offset-2";
  return (
    <span className="inline-flex h-7 items-center rounded-m border border-line-strong bg-surface">
      {children ? (
        <Popover
          label={`Filter by ${field}`}
          defaultOpen={defaultOpen}
          onClose={onClose}
          trigger={
            <button type="button" className={`${look} hover:bg-hover`}>
              {words}
            </button>
          }
        >
          {children}
        </Popover>
      ) : (
        <span className={look}>{words}</span>
      )}
      {onRemove && (
        <button
          type="button"
          aria-label={`Remove the filter on ${field}`}
          onClick={onRemove}
          className="grid h-full w-6 place-items-center rounded-r-m border-l border-line text-ink-3 -outline-offset-2 hover:bg-hover hover:text-ink"
        >
          <X size={12} />
        </button>
      )}
    </span>
  );
}

/** The menu of filters that can be added. */
export function AddFilter(props: {
  options: { value: string; label: string }[];
  onAdd: (value: string) => void;
}) {
  const { options, onAdd } = props;
  if (options.length === 0) return null;
  return (
    <Menu
      label="Add a filter"
      trigger={
        <button
          type="button"
          className="inline-flex h-7 items-center gap-1 rounded-m border border-dashed border-line-strong bg-surface px-2 text-ink-3 hover:text-ink"
        >
          <Plus size={12} /> filter
        </button>
      }
      items={options.map((option) => ({ label: option.label, onSelect: () => onAdd(option.value) }))}
    />
  );
}
