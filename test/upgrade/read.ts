/** Asks the REST API for a path below `/api/v1`, as an owner, and gives the parsed answer. */
export type Get = (path: string) => Promise<unknown>;
export type Row = Record<string, unknown>;
type Page = { items: Row[]; nextCursor?: string | null };

/**
 * What a reader finds in an installation: every list, and of each row the fields that must not change when the
 * product does. It is asked over REST, which stays the same from version to version.
 */
export async function readEverything(get: Get) {
  const models = await readList(get, "/models", MODEL);
  const trainings = await readList(get, "/runs?project=own-work&filter=metrics.f1%20%3E%200.97", ["id"]);
  const failures = await readList(get, "/runs?kind=code&status=failed", ["id"]);
  return {
    projects: await readList(get, "/projects", ["id", "slug", "name", "createdAt"]),
    people: await readList(get, "/people", ["id", "email", "name", "isOwner", "disabled", "memberships"]),
    tokens: await readList(get, "/tokens", ["id", "name", "prefix", "createdAt", "expiresAt"]),
    connections: await readList(get, "/connections", CONNECTION),
    runs: await readList(get, "/runs", RUN),
    trainings: await inTurn(trainings, async ({ id }) =>
      pick(await get(`/runs/${id}`), ["id", "params", "metrics", "tags", "datasets"]),
    ),
    jobs: (await inTurn(failures, ({ id }) => readList(get, `/runs/${id}/jobs`, JOB))).flat(),
    models,
    versions: (
      await inTurn(models, ({ name, project }) =>
        readList(get, `/models/${name}/versions?project=${project}`, VERSION),
      )
    ).flat(),
    environments: await readList(get, "/environments", ENVIRONMENT),
    policies: await readList(get, "/policies", POLICY),
    promotions: await inTurn(await readList(get, "/promotions", ["id"]), async ({ id }) =>
      readPromotion(await get(`/promotions/${id}`)),
    ),
    forms: await readList(get, "/forms", FORM),
    feedback: await readList(get, "/feedback", FEEDBACK),
    series: [
      ...(await inTurn(models, (model) => readLiveSeries(get, model))),
      ...(await inTurn(trainings, ({ id }) => readSeries(get, `subject=run:${id}&project=own-work`))),
    ].flat(),
    audit: await readAudit(get),
  };
}
export type Everything = Awaited<ReturnType<typeof readEverything>>;

const CONNECTION = ["id", "project", "vendor", "name", "url", "hasCredentials", "options", "createdAt"];
const RUN = [
  ...["id", "project", "connection", "externalId", "kind", "name", "number", "status", "branch", "commitSha"],
  ...["startedAt", "finishedAt", "durationMs"],
];
const JOB = ["id", "name", "stage", "status", "failureReason", "startedAt", "finishedAt"];
const MODEL = [
  "id",
  "name",
  "project",
  "connection",
  "description",
  "versions",
  "latest",
  "serving",
  "createdAt",
];
const VERSION = [
  ...["id", "model", "version", "project", "runId", "commitSha", "digest", "datasets", "aliases", "metrics"],
  ...["description", "status", "createdAt"],
];
const ENVIRONMENT = [
  "id",
  "project",
  "name",
  "model",
  "connection",
  "alias",
  "position",
  "serving",
  "openPromotions",
];
const POLICY = [
  ...["id", "project", "model", "environment", "revision", "gates", "rules", "expiresAfterHours"],
  ...["createdBy", "createdAt"],
];
const PROMOTION = [
  ...["id", "project", "model", "version", "environment", "status", "reason", "requestedBy", "champion"],
  ...["rollbackOf", "policy", "evidenceDigest", "evidencePinnedAt", "evidenceChanges", "target", "serving"],
  ...["createdAt", "expiresAt", "decidedAt", "endedAt"],
];
const FORM = ["id", "slug", "project", "model", "environment", "title", "intro", "fields", "closed", "items"];
const FEEDBACK = [
  ...["id", "project", "form", "model", "version", "environment", "deployment", "answers", "predictionId"],
  ...["rating", "correctedLabel", "source", "status", "assignee", "tags", "createdAt"],
];

/** A promotion with its gates and decisions, without the sentences that explain them. */
function readPromotion(answer: unknown): Row {
  const { gates, approvals, decisions, execution } = answer as Record<string, Row[]>;
  return {
    ...pick(answer, PROMOTION),
    gates: gates?.map((gate) => pick(gate, ["metric", "result", "value", "champion", "gain"])),
    approvals: approvals?.map((rule) => pick(rule, ["role", "count", "by"])),
    decisions: decisions?.map((decision) =>
      pick(decision, ["person", "role", "decision", "comment", "evidenceDigest", "createdAt", "voidedAt"]),
    ),
    execution: execution?.map((step) => pick(step, ["kind", "status", "startedAt", "finishedAt"])),
  };
}

async function readLiveSeries(get: Get, { name: model, project, serving }: Row): Promise<Row[]> {
  const found = await inTurn(serving as Row[], ({ environment }) =>
    readSeries(get, `subject=environment:${model}@${environment}&project=${project}`),
  );
  return found.flat();
}

/** Every series of a subject, each with its first bucket. */
async function readSeries(get: Get, subject: string): Promise<Row[]> {
  const { items } = (await get(`/series/names?${subject}`)) as Page;
  return inTurn(items, async ({ name }) => {
    const series = (await get(`/series?${subject}&name=${encodeURIComponent(String(name))}&width=10`)) as Row;
    const [first] = series.buckets as Row[];
    return { ...pick(series, ["subject", "name", "axis", "count", "minX", "maxX"]), first };
  });
}

/** How long the audit record is, and the hash of its last event. */
async function readAudit(get: Get) {
  const events = await readList(get, "/audit", ["id", "action", "hash"]);
  return { length: events.length, head: events[0]?.hash };
}

async function readList(get: Get, path: string, fields: string[]): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? "" : `${path.includes("?") ? "&" : "?"}cursor=${cursor}`;
    const page = (await get(path + from)) as Page;
    rows.push(...page.items.map((row) => pick(row, fields)));
    cursor = page.nextCursor ?? null;
  } while (cursor);
  return rows;
}

const pick = (row: unknown, fields: string[]): Row =>
  Object.fromEntries(fields.map((field) => [field, (row as Row)[field]]));

async function inTurn<T, U>(items: T[], ask: (item: T) => Promise<U>): Promise<U[]> {
  const answers: U[] = [];
  for (const item of items) answers.push(await ask(item));
  return answers;
}
