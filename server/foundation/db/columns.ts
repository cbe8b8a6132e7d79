import { sql } from "drizzle-orm";
import { customType } from "drizzle-orm/pg-core";

/**
 * Columns whose JavaScript values are those of the API, so that a row becomes JSON without conversion:
 * ids are decimal strings (PostgreSQL bigint), times are ISO 8601 strings in UTC with milliseconds.
 */

const bigserial = customType<{ data: string; driverData: string; notNull: true; default: true }>({
  dataType: () => "bigserial",
});

const bigint = customType<{ data: string; driverData: string }>({
  dataType: () => "bigint",
});

const timestamptz = customType<{ data: string; driverData: string | Date }>({
  dataType: () => "timestamp(3) with time zone",
  fromDriver: (value) => new Date(value).toISOString(),
});

/** A primary key that the database counts up. */
export const id = () => bigserial("id").primaryKey();

/** A reference to such a key. */
export const ref = (name: string) => bigint(name);

/** A moment: an ISO 8601 string such as `2026-01-31T09:30:00.000Z`. */
export const instant = (name: string) => timestamptz(name);

/** A moment; now by default. */
export const createdAt = (name = "created_at") => timestamptz(name).notNull().default(sql`now()`);
