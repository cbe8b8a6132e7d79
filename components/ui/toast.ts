export type ToastMessage = {
  text: string;
  tone?: "ok" | "bad" | "plain";
  /** An address that the text links to. */
  href?: string;
  /** One action about the message, such as Undo. */
  action?: { label: string; run: () => void };
};

type Receiver = (message: ToastMessage) => void;

let waiting: ToastMessage[] = [];
let receiver: Receiver | null = null;
let listener: (() => void) | null = null;

/**
 * Shows a message in the corner of the page. Errors (`tone: "bad"`) stay until they are closed, other messages for six
 * seconds. Messages wait here until the toast region is loaded.
 */
export function toast(message: ToastMessage): void {
  if (receiver) receiver(message);
  else {
    waiting = [...waiting, message];
    listener?.();
  }
}

/** Calls `onWaiting` when a message waits for the region. @returns how to stop */
export function onWaitingToast(onWaiting: () => void): () => void {
  listener = onWaiting;
  if (waiting.length > 0) onWaiting();
  return () => {
    listener = null;
  };
}

/** Hands the waiting messages and all later ones to `show`. @returns how to stop */
export function receiveToasts(show: Receiver): () => void {
  const messages = waiting;
  waiting = [];
  receiver = show;
  for (const message of messages) show(message);
  return () => {
    receiver = null;
  };
}
