declare module "pg-copy-streams" {
  import type { Readable, Writable } from "node:stream";
  import type { Submittable } from "pg";

  type Counted = Submittable & { rowCount: number };

  /** `client.query(to("copy … to stdout"))` streams the rows out. */
  export function to(statement: string): Readable & Counted;
  /** `client.query(from("copy … from stdin"))` takes the rows in. */
  export function from(statement: string): Writable & Counted;
}
