/** Two letters for a person: the initials of the first two words, else the first two letters. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._@-]+/u)
    .filter(Boolean);
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => [...word][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toUpperCase();
}

/** A round avatar with a person's initials. `withName` adds the name. */
export function Avatar({ name, withName }: { name: string; withName?: boolean }) {
  const disc = (
    <span
      title={withName ? undefined : name}
      {...(withName ? { "aria-hidden": true } : { role: "img", "aria-label": name })}
      className="inline-grid size-5 flex-none place-items-center rounded-full border border-line-strong bg-sunken text-[9px] leading-none font-semibold text-ink-2 align-middle"
    >
      {initials(name)}
    </span>
  );
  if (!withName) return disc;
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      {disc}
      <span className="truncate">{name}</span>
    </span>
  );
}
