import { CodeLine } from "./code-line";

/** A secret that is shown only once: a link, a token or a temporary password. */
export function SecretOnce({ secret, says }: { secret: string; says: string }) {
  return (
    <div className="grid gap-2">
      <CodeLine code={secret} />
      <p className="text-sub text-ink-3">{says}</p>
    </div>
  );
}
