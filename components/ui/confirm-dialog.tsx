"use client";
import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ErrorState } from "./error-state";
import { errorText } from "./error-text";
import { Field } from "./field";
import { Input } from "./input";

/**
 * Asks before an action and states its consequence. With `confirmName`, the reader must type that name. The dialog
 * stays open and shows the error when `onConfirm` rejects.
 */
export function ConfirmDialog(props: {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  consequence: ReactNode;
  actionLabel: string;
  danger?: boolean;
  confirmName?: string;
  /** Why the action can't be confirmed yet: a field of `children` is not filled. */
  notYet?: string | null;
  onConfirm: () => Promise<unknown>;
  children?: ReactNode;
}) {
  return props.open ? <OpenConfirm {...props} /> : null;
}

function OpenConfirm(props: Parameters<typeof ConfirmDialog>[0]) {
  const { onClose, title, consequence, actionLabel, danger, confirmName, notYet, onConfirm, children } =
    props;
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const named = confirmName === undefined || typed.trim() === confirmName;
  const missing = named ? (notYet ?? null) : `Type ${confirmName} to confirm.`;

  async function confirm() {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      width="s"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={danger ? "danger" : "primary"}
            busy={busy}
            disabledReason={missing}
            data-autofocus={confirmName === undefined ? true : undefined}
            onClick={confirm}
          >
            {actionLabel}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (missing === null && !busy) void confirm();
        }}
      >
        <div className="text-ink-2">{consequence}</div>
        {children}
        {confirmName !== undefined && (
          <Field
            label={
              <span>
                Type <b className="mono">{confirmName}</b> to confirm
              </span>
            }
          >
            {(control) => (
              <Input
                {...control}
                data-autofocus
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        )}
        {error !== null && <ErrorState inline {...errorText(error)} />}
      </form>
    </Dialog>
  );
}
