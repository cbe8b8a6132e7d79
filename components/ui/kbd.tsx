import { cx } from "./cx";

/** A key as it stands on the keyboard. `inherit` takes the colour of the button it stands in. */
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
