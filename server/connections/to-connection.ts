import { vendorOf } from "@/server/backends/vendors";
import { etaSecondsOf, lagSecondsOf, readableCursor, statusOf } from "./health";
import { type Connection, storedOptions } from "./schema";
import type { ListedRow } from "./store";

type CursorRow = { connectionId: string; stream: string; cursor: unknown; updatedAt: string };

/** A connection as the API returns it. Fields are named one by one, so that no credential gets out. */
export function toConnection(row: ListedRow, cursors: readonly CursorRow[], nowMs: number): Connection {
  const { id, project, name, url, lastSyncAt, nextSyncAt, counts, error, notices, createdAt } = row;
  const vendor = vendorOf(row.vendor);
  return {
    ...{ id, project, vendor: vendor.id, name, url },
    hasCredentials: row.sealedCredentials !== null,
    options: storedOptions(vendor).parse(row.options),
    status: statusOf(row, nowMs),
    statusSince: row.pausedAt ?? row.stateSince,
    ...{ lastSyncAt, lagSeconds: lagSecondsOf(lastSyncAt, nowMs), nextSyncAt },
    progress: row.progress && { ...row.progress, etaSeconds: etaSecondsOf(row.progress, nowMs) },
    ...{ counts, error, notices },
    cursor: cursors
      .filter((cursor) => cursor.connectionId === id)
      .map((cursor) => readableCursor(cursor.stream, cursor.cursor, cursor.updatedAt)),
    createdAt,
  };
}
