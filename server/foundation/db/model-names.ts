import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { formerModelNames, models } from "./tables/models";

/**
 * Whether a row of `models` is called so: by its name, or by a name that it was the last to have where no model has it now.
 */
export const isCalled = (name: string): SQL =>
  sql`(${models.name} = ${name} or ${models.id} in (
    select f.model_id from ${formerModelNames} f where f.name = ${name} and not exists (
      select 1 from ${models} now where now.connection_id = f.connection_id and now.name = f.name)))`;
