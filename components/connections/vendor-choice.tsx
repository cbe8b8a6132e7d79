"use client";
import { useId } from "react";
import { FieldGroup } from "@/components/ui/field";
import { type VendorId, vendors } from "@/server/backends/vendors";

/** A card for each vendor, with what Terrapin reads from it. */
export function VendorChoice({ value, onChange }: { value: VendorId; onChange: (vendor: VendorId) => void }) {
  const group = useId();
  return (
    <FieldGroup label="System">
      <div className="grid gap-2 sm:grid-cols-2">
        {vendors.map(({ id, name, reads }) => (
          <label
            key={id}
            className="flex items-start gap-2.5 rounded-panel border border-edge bg-surface px-3 py-2.5 hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft has-checked:inset-ring has-checked:inset-ring-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={group}
              value={id}
              checked={id === value}
              onChange={() => onChange(id)}
              aria-labelledby={`${group}-${id}`}
              aria-describedby={`${group}-${id}-reads`}
              className="mt-[3px] size-3.5 flex-none accent-accent"
            />
            <span className="min-w-0">
              <span id={`${group}-${id}`} className="block font-medium">
                {name}
              </span>
              <span id={`${group}-${id}-reads`} className="block text-sub text-ink-2">
                {reads}
              </span>
            </span>
          </label>
        ))}
      </div>
    </FieldGroup>
  );
}
