import { z } from "zod";
import { credentialsSchema, optionsSchema, type Vendor } from "@/server/backends/vendor";
import {
  type Credentials,
  type VendorId,
  type Options as VendorOptions,
  vendorIds,
  vendors,
} from "@/server/backends/vendors";
import { id, instant, name } from "@/server/foundation/shapes";

export type { VendorId };
export const vendorId = z.enum(vendorIds);

/** The server's address: http or https, without credentials, query and fragment. */
export const address = z
  .string()
  .trim()
  .max(2000)
  .transform((text, ctx) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const fail = (message: string) => {
      ctx.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
      return fail("is not an http:// or https:// address");
    }
    if (url.username !== "" || url.password !== "") {
      return fail("holds credentials: enter them in their own fields, where they are stored encrypted");
    }
    return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  });

export const defaultEverySeconds = 30;

/** What is read, and how often. */
export type Options = VendorOptions & { everySeconds?: number };

const everySeconds = z
  .number()
  .int()
  .min(5)
  .max(86_400)
  .optional()
  .describe(`pause between two syncs; ${defaultEverySeconds} if left out`);

/** The options of one vendor as the API takes them: a field that this vendor does not have is refused. */
const optionsOf = (vendor: Vendor) => optionsSchema(vendor).extend({ everySeconds });

/** The options of one vendor as they are stored: a field that an earlier version had is left out. */
export const storedOptions = (vendor: Vendor): z.ZodType<Options> =>
  optionsOf(vendor).strip() as z.ZodType as z.ZodType<Options>;

/** An object whose shape depends on the vendor; the API's document shows the shape of each. */
const anyOf = (schemaOf: (vendor: Vendor) => z.ZodType) =>
  z.record(z.string(), z.unknown()).meta({
    override: ({ jsonSchema }) => {
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as keyof typeof jsonSchema];
      jsonSchema.anyOf = vendors.map((vendor: Vendor) => {
        const { $schema: _unused, ...shape } = z.toJSONSchema(schemaOf(vendor), { io: "input" });
        return { title: vendor.name, ...shape };
      });
    },
  });

const draft = z.object({ project: z.string().max(60).describe("slug or id"), name, url: address });

/** What depends on the vendor. Options may be left out where none of them is required. */
function parts(vendor: Vendor) {
  const options = optionsOf(vendor);
  return {
    vendor: z.literal(vendor.id),
    credentials: credentialsSchema(vendor).nullish(),
    options: options.safeParse({}).success ? options.prefault({}) : options,
  };
}

type Input = { vendor: VendorId; credentials?: object | null; options?: object };
type Output = { vendor: VendorId; credentials?: Credentials | null; options: Options };
type DraftInput = z.input<typeof draft>;
type Draft = z.output<typeof draft>;

/** One of several shapes, told apart by `vendor`. */
function byVendor(shapeOf: (vendor: Vendor) => z.ZodObject<{ vendor: z.ZodLiteral<string> }>) {
  const [first, ...others] = vendors;
  return z.discriminatedUnion("vendor", [shapeOf(first), ...others.map(shapeOf)]) as z.ZodType;
}

export type CreateConnection = Draft & Output;
export const createConnection = byVendor((vendor) =>
  draft.extend(parts(vendor)).meta({ title: vendor.name }),
) as z.ZodType<CreateConnection, DraftInput & Input>;

/** A connection to test before it is stored. With `id`, stored credentials stand in for those that are left out. */
export type TryConnection = Omit<Draft, "name"> & Output & { id?: string };
export const tryConnection = byVendor((vendor) =>
  draft.omit({ name: true }).extend({ ...parts(vendor), id: id.optional() }),
) as z.ZodType<TryConnection, Omit<DraftInput, "name"> & Input & { id?: string }>;

/** What `updateConnection` carries for a connection of this vendor. */
export const updateOf = (vendor: Vendor) =>
  z.object({
    credentials: credentialsSchema(vendor).nullish(),
    options: optionsOf(vendor).optional(),
  }) as z.ZodType as z.ZodType<Partial<Pick<Output, "credentials" | "options">>>;

export const updateConnection = z
  .object({
    id,
    name: name.optional(),
    url: address.optional().describe("another server needs its credentials entered again"),
    credentials: anyOf(credentialsSchema).nullish().describe("replaces the stored ones; null removes them"),
    options: anyOf(optionsOf).optional().describe("replaces all options"),
  })
  .refine(
    ({ id: _id, ...changes }) => Object.values(changes).some((value) => value !== undefined),
    "changes nothing: it takes name, url, credentials or options",
  );
export type UpdateConnection = z.infer<typeof updateConnection>;

export const connectionId = z.object({ id });
export const listConnections = z.object({ project: z.string().max(60).optional() });

/** What went wrong, in words for the reader. */
export const trouble = z.object({ what: z.string(), why: z.string(), todo: z.string(), at: instant });
export type Trouble = z.infer<typeof trouble>;

export const progress = z.object({
  phase: z.string(),
  done: z.number().int(),
  total: z.number().int().nullable().describe("about how many there are; null while unknown"),
  startedAt: instant,
  etaSeconds: z.number().int().nullable(),
});

export const connectionStatus = z.enum(["new", "healthy", "late", "failing", "paused"]);

export const connection = z.object({
  id,
  project: z.string(),
  vendor: vendorId,
  name: z.string(),
  url: z.string(),
  hasCredentials: z.boolean(),
  options: anyOf(optionsOf),
  status: connectionStatus.describe("late: the next sync is overdue"),
  statusSince: instant.nullable(),
  lastSyncAt: instant.nullable().describe("everything up to this moment has been read"),
  lagSeconds: z.number().int().nullable().describe("the age of what is shown"),
  nextSyncAt: instant.nullable(),
  progress: progress.nullable().describe("of a sync that takes longer than a moment"),
  counts: z.record(z.string(), z.number()),
  error: trouble.nullable().describe("why the last sync failed; what was read before stays"),
  notices: z.array(trouble).describe("what a sync met that did not stop it"),
  cursor: z.array(
    z.object({
      stream: z.string(),
      upTo: instant.nullable().describe("changes up to here have been read"),
      backTo: instant.nullable().describe("the past is read back to here; null when all of it is"),
      readAt: instant,
    }),
  ),
  createdAt: instant,
});
export type Connection = z.infer<typeof connection>;

/** A project has a handful: always one page. */
export const connectionPage = z.object({ items: z.array(connection), nextCursor: z.null() });

export const testResult = z.union([
  z.object({
    ok: z.literal(true),
    version: z.string().nullable(),
    account: z.string().nullable(),
    reads: z.array(z.string()).describe("what can be read, in words"),
    tookMs: z.number().int(),
  }),
  z.object({ ok: z.literal(false), error: trouble }),
]);
export type TestResult = z.infer<typeof testResult>;

export const syncRequested = z.object({
  id,
  queued: z.boolean().describe("false when one was queued already"),
});
export const removed = z.object({ id });
