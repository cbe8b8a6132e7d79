"use client";
import { type Hotkey, useHotkeys } from "./use-hotkeys";

/**
 * `j` and `k` (or the arrows) move through a list, `x` marks, Enter opens, the
 * right and the left arrow show and hide what belongs to a row. `index` is the current row, -1 before the
 * first step. Enter on a focused link or button keeps its native meaning.
 */
export function useListKeys(options: {
  count: number;
  index: number;
  onMove: (index: number) => void;
  onOpen?: (index: number) => void;
  onCheck?: (index: number) => void;
  /** Shows or hides what belongs to a row. */
  onFold?: (index: number, open: boolean) => void;
  when?: boolean;
}): void {
  const { count, index, onMove, onOpen, onCheck, onFold, when = true } = options;
  const move = (to: number) => onMove(Math.max(0, Math.min(count - 1, to)));
  const keys: Hotkey[] = [
    { keys: "j", label: "Next", run: () => move(index + 1) },
    { keys: "k", label: "Previous", run: () => move(index - 1) },
    { keys: "ArrowDown", label: "Next", hidden: true, run: () => move(index + 1) },
    { keys: "ArrowUp", label: "Previous", hidden: true, run: () => move(index - 1) },
  ];
  if (onCheck) keys.push({ keys: "x", label: "Mark", run: () => index >= 0 && onCheck(index) });
  if (onFold) {
    const fold = (open: boolean) => (index < 0 ? false : onFold(index, open));
    keys.push({ keys: "ArrowRight", label: "Unfold", run: () => fold(true) });
    keys.push({ keys: "ArrowLeft", label: "Fold", run: () => fold(false) });
  }
  if (onOpen) {
    keys.push({
      keys: "Enter",
      label: "Open",
      run: (event) => {
        const busy = event.target instanceof HTMLElement && event.target.closest("a, button, summary, input");
        if (busy || index < 0) return false;
        onOpen(index);
      },
    });
  }
  useHotkeys(keys, { title: "List", when: when && count > 0 });
}
