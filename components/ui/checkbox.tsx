import type { ComponentProps, ReactNode } from "react";

/** A native checkbox with its label. */
export function Checkbox({
  label,
  hint,
  ...rest
}: Omit<ComponentProps<"input">, "type"> & { label: ReactNode; hint?: ReactNode }) {
  return (
    <label className="flex items-start gap-2">
      <input {...rest} type="checkbox" className="mt-[3px] size-3.5 flex-none accent-ink" />
      <span className="min-w-0">
        {label}
        {hint && <span className="block text-sub text-ink-3">{hint}</span>}
      </span>
    </label>
  );
}
