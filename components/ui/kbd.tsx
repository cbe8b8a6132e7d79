import { cx } from "./cx";

/** A keyboard key. `inherit` uses the colour of the button around it. */
export function Kbd({ children, inherit }: { children: string; inherit?: boolean }) {
  return (
    <kbd
      className={cx(
        "rounded-s border px-[5px] font-sans text-small font-book",
        inherit ? "border-current opacity-60" : "border-line bg-sunken text-ink-3",
      )}
    >
      {children}
    </kbd>
  );
}
