export type Toast = {
  id: number;
  text: string;
  tone: "ok" | "bad" | "plain";
  href?: string;
  action?: { label: string; run: () => void };
};

let toasts: Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function change(to: Toast[]) {
  toasts = to;
  for (const listener of listeners) listener();
}

/**
 * Tells what happened away from where the reader looks. `href` leads to it, `action` is the one thing to do
 * about it (Undo). Errors stay until they are closed, the rest goes after six seconds.
 */
export function toast(told: Omit<Toast, "id" | "tone"> & { tone?: Toast["tone"] }): void {
  change([...toasts.slice(-3), { tone: "plain", ...told, id: next++ }]);
}

export function dismissToast(id: number): void {
  change(toasts.filter((each) => each.id !== id));
}

export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentToasts(): Toast[] {
  return toasts;
}
