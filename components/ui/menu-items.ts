import type { ReactNode } from "react";

export type MenuAction = {
  label: ReactNode;
  /** Makes the item a link. */
  href?: string;
  onSelect?: () => void;
  danger?: boolean;
  /** Why the item is disabled. It can still be reached by keyboard, and shows the reason. */
  disabledReason?: string | null | false;
  /** Shown as a key cap. The caller registers the key itself with `useHotkeys`. */
  hotkey?: string;
  /** On an action: a radio item of its group. On a link: the current one. */
  checked?: boolean;
};
/** Actions under a label that a screen reader announces. */
export type MenuGroup = { group: string; items: MenuAction[] };
export type MenuItem = MenuAction | MenuGroup | "separator";

/** The item that gets the focus when a menu opens; none after a pointer press. */
export type MenuStart = "first" | "last" | null;
