import { type ReactNode, useId } from "react";

export type FieldProps = { id: string; "aria-describedby"?: string; "aria-invalid"?: true };

/** A labelled control with a hint. An error about the value replaces the hint. */
export function Field(props: {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  optional?: boolean;
  children: (control: FieldProps) => ReactNode;
}) {
  const { label, hint, error, optional, children } = props;
  const id = useId();
  const note = error || hint;
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 flex h-5 items-baseline gap-1.5 font-medium">
        {label}
        {optional && <span className="text-sub font-normal text-ink-3">optional</span>}
      </label>
      {children({
        id,
        "aria-describedby": note ? `${id}-note` : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      <div id={`${id}-note`} role={error ? "alert" : undefined}>
        {note && <p className={error ? "mt-1 text-sub text-bad" : "mt-1 text-sub text-ink-3"}>{note}</p>}
      </div>
    </div>
  );
}

/** Several controls under one label, such as a group of radio buttons. */
export function FieldGroup(props: {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  children: ReactNode;
}) {
  const { label, hint, error, children } = props;
  const note = error || hint;
  const id = useId();
  return (
    <fieldset className="min-w-0" aria-describedby={note ? id : undefined}>
      <legend className="mb-1 font-medium">{label}</legend>
      {children}
      <div id={id} role={error ? "alert" : undefined}>
        {note && <p className={error ? "mt-1 text-sub text-bad" : "mt-1 text-sub text-ink-3"}>{note}</p>}
      </div>
    </fieldset>
  );
}
