import { etaSecondsOf, lagSecondsOf, readableCursor, statusOf } from "./health";
import { type Connection, options } from "./schema";
import type { ListedRow } from "./store";

type CursorRow = { connectionId: string; stream: string; cursor: unknown; updatedAt: string };

/** A connection as every door shows it. What it never holds is a credential: fields are named one by one. */
export function shown(row: ListedRow, cursors: readonly CursorRow[], nowMs: number): Connection {
  const { id, project, vendor, name, url, lastSyncAt, nextSyncAt, counts, error, notices, createdAt } = row;
  return {
    ...{ id, project, vendor, name, url },
    hasCredentials: row.sealedCredentials !== null,
    options: options.parse(row.options),
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
