import { PageHead } from "@/components/ui/page-head";
import { StateIcon } from "@/components/ui/state-icon";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import { vendorOf } from "@/server/backends/vendors";
import type { Connection } from "@/server/connections/schema";
import { ConnectionActions } from "./connection-actions";
import { ConnectionFacts } from "./connection-facts";
import { ConnectionReading } from "./connection-reading";
import { Troubles } from "./troubles";
import { stateOf } from "./words";

/** A connection as it stands. Apart from its page: vendors are described together with their schemas. */
export function ConnectionState({ connection }: { connection: Connection }) {
  const { name, vendor, project, progress, statusSince, error, notices } = connection;
  const state = stateOf(connection);
  const since = state.shape === "run" && progress ? progress.startedAt : statusSince;
  return (
    <>
      <PageHead
        title={<bdi>{name}</bdi>}
        beside={<Tag>{vendorOf(vendor).name}</Tag>}
        sub={
          <span className="flex flex-wrap items-center gap-x-1.5">
            <StateIcon {...state} />
            {since && (
              <span>
                since <TimeAgo at={since} ago={false} />
              </span>
            )}
            <span>in {project}</span>
          </span>
        }
        actions={<ConnectionActions connection={connection} />}
      />
      <div className="grid gap-4">
        {error && <Troubles troubles={[error]} tone="bad" />}
        <ConnectionReading connection={connection} />
        {notices.length > 0 && <Troubles troubles={notices} tone="wait" />}
        <ConnectionFacts connection={connection} />
      </div>
    </>
  );
}
