"use client";
import { formatCount } from "@/components/ui/format";
import { formatRemaining } from "@/components/ui/format-time";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Progress } from "@/components/ui/progress";
import { TimeAgo } from "@/components/ui/time-ago";
import { vendorOf } from "@/server/backends/vendors";
import type { Connection } from "@/server/connections/schema";
import { countsOf } from "./words";

/** What was read, how fresh it is, and how far a reading under way is. */
export function ConnectionReading({ connection }: { connection: Connection }) {
  const { lastSyncAt, nextSyncAt, status, progress, counts } = connection;
  const counted = countsOf(connection);
  const toRead = counts.historiesToRead ?? 0;
  return (
    <Panel>
      <PanelHead title="What was read">
        {lastSyncAt ? (
          <span>
            up to <TimeAgo at={lastSyncAt} />
          </span>
        ) : (
          "nothing yet"
        )}
        {status !== "paused" && !progress && nextSyncAt && (
          <span>
            next <TimeAgo at={nextSyncAt} />
          </span>
        )}
      </PanelHead>
      <PanelBody className="grid gap-4">
        {progress && <Reading progress={progress} />}
        {counted.length > 0 ? (
          <dl className="flex flex-wrap gap-x-8 gap-y-3">
            {counted.map(({ name, count }) => (
              <div key={name} className="flex flex-col-reverse">
                <dt className="text-ink-3">{name}</dt>
                <dd className="num text-left text-title font-semibold">{formatCount(count)}</dd>
              </div>
            ))}
          </dl>
        ) : (
          !progress && <p className="text-ink-3">Runs and models appear here with the first reading.</p>
        )}
        {toRead > 0 && !progress && (
          <p className="text-ink-2">
            {formatCount(toRead)} {toRead === 1 ? "run is" : "runs are"} still without metric histories and
            files. They follow with the next readings.
          </p>
        )}
        {status !== "paused" && (
          <p className="text-sub text-ink-3">
            Each reading asks for what changed since the one before. It leaves out:{" "}
            {lowered(vendorOf(connection.vendor).leaves)}
          </p>
        )}
      </PanelBody>
    </Panel>
  );
}

const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function Reading({ progress }: { progress: NonNullable<Connection["progress"]> }) {
  const { phase, done, total, startedAt, etaSeconds } = progress;
  const left = total === null ? null : Math.max(0, total - done);
  return (
    <div>
      <div className="mb-1.5 flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium text-run">Reading: {phase}</span>
        <span className="num text-ink-2">
          {formatCount(done)}
          {total !== null && ` of about ${formatCount(total)}`}
        </span>
        <span className="ml-auto text-ink-3">
          {etaSeconds !== null && left !== 0 ? (
            `about ${formatRemaining(etaSeconds * 1000)} left`
          ) : (
            <>
              begun <TimeAgo at={startedAt} />
            </>
          )}
        </span>
      </div>
      <Progress value={done} max={total} label={`Reading ${phase}`} />
    </div>
  );
}
