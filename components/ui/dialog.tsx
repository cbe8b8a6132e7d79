"use client";
import { X } from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import { cx } from "./cx";
import { IconButton } from "./icon-button";
import { useModal } from "./use-modal";

/**
 * A modal dialog. The native `<dialog>` makes the rest of the page inert and closes on Esc. The content is mounted
 * only while it is open. Focus starts on the element with `data-autofocus`, else on the first field, and goes back to
 * the element that had it before.
 */
export function Dialog(props: {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  sub?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  width?: "s" | "m" | "l";
}) {
  return props.open ? <OpenDialog {...props} /> : null;
}

const fields = "input:not([type=hidden]), select, textarea";
const widths = { s: "sm:w-[400px]", m: "sm:w-[520px]", l: "sm:w-[760px]" };

function OpenDialog(props: Parameters<typeof Dialog>[0]) {
  const { onClose, title, sub, children, footer, width = "m" } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const titleId = useId();

  useModal(
    dialog,
    (element) =>
      element.querySelector<HTMLElement>("[data-autofocus]") ??
      body.current?.querySelector<HTMLElement>(fields) ??
      element,
  );

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
      className={cx(
        "fixed inset-0 m-auto max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] flex-col overflow-hidden rounded-panel border border-line bg-surface p-0 text-left whitespace-normal text-ink shadow-float outline-none open:flex",
        widths[width],
      )}
    >
      <header className="flex flex-none items-start gap-3 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 id={titleId} className="text-lead font-semibold">
            {title}
          </h2>
          {sub && <p className="text-sub text-ink-3">{sub}</p>}
        </div>
        <IconButton label="Close" size="s" onClick={onClose}>
          <X size={14} />
        </IconButton>
      </header>
      <div ref={body} className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-4">
        {children}
      </div>
      {footer && (
        <footer className="flex flex-none flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
          {footer}
        </footer>
      )}
    </dialog>
  );
}
