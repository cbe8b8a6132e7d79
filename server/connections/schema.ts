import { z } from "zod";
import { id, instant, name } from "@/server/foundation/shapes";

export const vendors = ["mlflow", "gitlab"] as const;
export const vendor = z.enum(vendors);
export type Vendor = z.infer<typeof vendor>;

/** The server's own address: http or https, without credentials in it, without query and fragment. */
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
      return fail("holds credentials: enter them in their own fields, where they are kept encrypted");
    }
    return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  });

const secret = z.string().min(1, "is empty").max(8000);
/** As it travels in a header: what is copied with a line break or a space in it is no token. */
const token = z
  .string()
  .trim()
  .min(1, "is empty")
  .max(8000)
  .regex(/^[!-~]*$/, "holds spaces, line breaks or letters that no token has: copy it again");

/** Go in and never come out again. None at all for a server that asks for none. */
export const credentials = z
  .object({
    token: token.optional().describe("an access token: sent as Bearer to MLflow, as PRIVATE-TOKEN to GitLab"),
    username: z.string().min(1, "is empty").max(500).optional(),
    password: secret.optional(),
  })
  .refine((c) => !(c.token && c.username), "takes either a token or a user name and password")
  .refine((c) => !c.password || c.username, "has a password without its user name");
export type Credentials = z.infer<typeof credentials>;

const pattern = z.string().trim().min(1, "is empty").max(300);
export const kindRule = z.object({
  kind: z.enum(["code", "data", "deploy"]),
  project: pattern.optional(),
  name: pattern.optional().describe("the pipeline's name; `*` stands for anything"),
  ref: pattern.optional(),
  source: pattern.optional().describe("what started it: push, schedule, web …"),
});

export const defaultEverySeconds = 30;

/** What is read, and how often. Which fields count depends on the vendor; the others are refused. */
export const options = z.object({
  everySeconds: z
    .number()
    .int()
    .min(5)
    .max(86_400)
    .optional()
    .describe("pause between readings; 30 if left out"),
  experiments: z
    .array(name)
    .max(500)
    .optional()
    .describe("MLflow: experiments by name or id; all when left out"),
  projects: z
    .array(z.string().trim().min(1, "is empty").max(500))
    .max(200)
    .optional()
    .describe("GitLab: projects by number or path"),
  kinds: z
    .array(kindRule)
    .max(50)
    .optional()
    .describe("GitLab: what kind a pipeline is, first match; else code"),
  childPipelines: z
    .boolean()
    .optional()
    .describe("GitLab: whether pipelines started by pipelines are read; they are"),
});
export type Options = z.infer<typeof options>;

const fieldsOf: Record<Vendor, readonly (keyof Options)[]> = {
  mlflow: ["everySeconds", "experiments"],
  gitlab: ["everySeconds", "projects", "kinds", "childPipelines"],
};

/** Words for what does not fit together; null when all does. */
export function misfit(
  vendor: Vendor,
  given: { options?: Options; credentials?: Credentials | null },
): { path: string[]; message: string } | null {
  for (const [field, value] of Object.entries(given.options ?? {})) {
    if (value !== undefined && !fieldsOf[vendor].some((known) => known === field)) {
      return { path: ["options", field], message: `is nothing ${vendorNames[vendor]} has` };
    }
  }
  if (vendor === "gitlab" && given.options && (given.options.projects ?? []).length === 0) {
    return { path: ["options", "projects"], message: "name at least one GitLab project, by number or path" };
  }
  if (vendor === "gitlab" && given.credentials?.username) {
    return { path: ["credentials", "username"], message: "GitLab takes an access token, no user name" };
  }
  return null;
}

export const vendorNames: Record<Vendor, string> = { mlflow: "MLflow", gitlab: "GitLab" };

const draft = z.object({
  project: z.string().max(60).describe("slug or id"),
  vendor,
  name,
  url: address,
  credentials: credentials.nullish(),
  options: options.default({}),
});

export const createConnection = draft.superRefine((input, ctx) => {
  const wrong = misfit(input.vendor, input);
  if (wrong) ctx.addIssue({ code: "custom", ...wrong });
});
export type CreateConnection = z.infer<typeof createConnection>;

/** A connection tried out before it is kept; with `id`, the kept credentials stand in for those not entered again. */
export const tryConnection = draft
  .omit({ name: true })
  .extend({ id: id.optional() })
  .superRefine((input, ctx) => {
    const wrong = misfit(input.vendor, input);
    if (wrong) ctx.addIssue({ code: "custom", ...wrong });
  });
export type TryConnection = z.infer<typeof tryConnection>;

export const updateConnection = z
  .object({
    id,
    name: name.optional(),
    url: address.optional().describe("another server needs its credentials entered again"),
    credentials: credentials.nullish().describe("replaces the kept ones; null removes them"),
    options: options.optional().describe("replaces all options"),
  })
  .refine(
    ({ id: _id, ...changes }) => Object.values(changes).some((value) => value !== undefined),
    "changes nothing: it takes name, url, credentials or options",
  );
export type UpdateConnection = z.infer<typeof updateConnection>;

export const connectionId = z.object({ id });
export const listConnections = z.object({ project: z.string().max(60).optional() });

/** What went wrong, in words for its reader. */
export const trouble = z.object({ what: z.string(), why: z.string(), todo: z.string(), at: instant });
export type Trouble = z.infer<typeof trouble>;

export const progress = z.object({
  phase: z.string(),
  done: z.number().int(),
  total: z.number().int().nullable().describe("about how many there are; null while nothing tells"),
  startedAt: instant,
  etaSeconds: z.number().int().nullable(),
});

export const connectionStatus = z.enum(["new", "healthy", "late", "failing", "paused"]);

export const connection = z.object({
  id,
  project: z.string(),
  vendor,
  name: z.string(),
  url: z.string(),
  hasCredentials: z.boolean(),
  options,
  status: connectionStatus.describe("late: the next reading is overdue"),
  statusSince: instant.nullable(),
  lastSyncAt: instant.nullable().describe("everything up to this moment is here"),
  lagSeconds: z.number().int().nullable().describe("the age of what is shown"),
  nextSyncAt: instant.nullable(),
  progress: progress.nullable().describe("a reading under way that takes longer than a moment"),
  counts: z.record(z.string(), z.number()),
  error: trouble.nullable().describe("why the last reading failed; what was read before stays"),
  notices: z.array(trouble).describe("what a reading met without being stopped by it"),
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

export const syncAsked = z.object({ id, queued: z.boolean().describe("false when one was waiting already") });
export const removed = z.object({ id });
