import { cx } from "./cx";

/**
 * A keyboard key, not shown on a phone or tablet, which has none. `inherit` uses the colour of the button around it;
 * `always` is for the list of keys itself.
 */
export function Kbd(props: { children: string; inherit?: boolean; always?: boolean }) {
  const { children, inherit, always } = props;
  return (
    <kbd
      className={cx(
        "rounded-s border px-[5px] font-sans text-small font-book",
        !always && "max-md:hidden pointer-coarse:hidden",
        inherit ? "border-current opacity-60" : "border-line bg-sunken text-ink-3",
      )}
    >
      {children}
    </kbd>
  );
}
