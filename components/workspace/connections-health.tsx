"use client";
import { paths } from "@/components/shell/paths";
import type { ShellData } from "@/components/shell/shell-data";
import { cx } from "@/components/ui/cx";
import { Dot } from "@/components/ui/dot";
import { formatAge } from "@/components/ui/format-time";
import { Link } from "@/components/ui/link";
import { type Tone, toneText } from "@/components/ui/tone";
import { useClockText } from "@/components/ui/use-clock";

type Connection = ShellData["connections"][number];

const shown = 5;
const order: Tone[] = ["bad", "wait", "run", "ok", "idle", "plain", "ink"];
const words: Partial<Record<Tone, string>> = { bad: "failing", wait: "late", run: "reading", ok: "healthy" };

/** How fresh what we show is, per connection; the troubled ones first. */
export function ConnectionsHealth({ connections, folds }: { connections: Connection[]; folds: boolean }) {
  if (connections.length === 0) return null;
  const sorted = connections.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const rest = sorted.length - shown;
  return (
    <div className="mt-2 flex-none border-t border-line pt-2 text-sub text-ink-3">
      <ul aria-label="Connections">
        {sorted.slice(0, rest > 0 ? shown - 1 : shown).map((connection) => (
          <li key={connection.id}>
            <Line connection={connection} folds={folds} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Link
          href={paths.connections()}
          className={cx("block px-2 hover:text-ink", folds && "max-lg:sr-only")}
        >
          {rest + 1} more
        </Link>
      )}
    </div>
  );
}

function Line({ connection, folds }: { connection: Connection; folds: boolean }) {
  const { name, state, syncedAt, href } = connection;
  const calm = state === "ok" || state === "run";
  const age = useClockText(
    (now) => (syncedAt ? `${formatAge(now - Date.parse(syncedAt))}${calm ? "" : " old"}` : "not read yet"),
    "",
  );
  return (
    <Link
      href={href}
      title={`${name}: ${words[state] ?? "paused"}${age && `, ${age}`}`}
      className={cx(
        "flex h-6 items-center gap-2 rounded-s px-2 -outline-offset-2 hover:text-ink max-md:h-9",
        folds && "max-lg:justify-center",
      )}
    >
      <Dot tone={state} label={words[state] ?? "paused"} />
      <span className={cx("min-w-0 flex-1 truncate text-ink-2", folds && "max-lg:sr-only")}>{name}</span>
      <span className={cx("num whitespace-nowrap", calm ? "" : toneText[state], folds && "max-lg:hidden")}>
        {age}
      </span>
    </Link>
  );
}
