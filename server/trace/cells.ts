import type { Capability } from "@/server/backends/types";
import type { Vendor } from "@/server/backends/vendor";
import type { TraceCell, TraceRef } from "./schema";

export type RunFact = {
  id: string;
  kind: "code" | "data" | "deploy" | "training";
  name: string;
  number: string | null;
  status: "queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled" | "skipped";
  branch: string | null;
  commitSha: string | null;
  queuedAt: string;
};

/** A run of the chain; `sameCommit` counts its kind's runs where only the commit leads to it, null where it is logged. */
export type Linked = { run: RunFact; sameCommit: number | null };

/** What is known along the chain around one object. */
export type TraceFacts = {
  here: TraceCell["kind"];
  commit: { sha: string; branch: string | null } | null;
  pipeline: Linked | null;
  dataRun: Linked | null;
  training: Linked | null;
  datasets: { name: string; digest: string }[];
  version: { model: string; version: string; createdAt: string } | null;
  promotion: { id: string; status: string; environment: string; createdAt: string } | null;
  deployment: {
    environment: string;
    fromAt: string;
    toAt: string | null;
    ended: "superseded" | "rolled_back" | "removed" | null;
    promotionId: string | null;
  } | null;
  feedback: { count: number; more: boolean; fresh: number; item: string | null; title: string | null } | null;
  /** The vendors that the project is connected to. */
  connected: readonly Vendor[];
};

const isConnected = ({ connected }: TraceFacts, capability: Capability) =>
  connected.some((vendor) => vendor.capabilities.includes(capability));

/** The first connected vendor's word or snippet, for a hint. */
const firstOf = ({ connected }: TraceFacts, pick: (vendor: Vendor) => string | undefined) =>
  connected.map(pick).find((text) => text !== undefined);

type State = TraceCell["state"];
type Filled = {
  value: string;
  state?: State;
  stateWord?: string;
  at?: string;
  ref?: TraceRef | null;
  sameCommit?: number | null;
};
type Missing = { missing: string; hint: string; ref?: TraceRef | null };

const runStates: Record<RunFact["status"], State> = {
  queued: "idle",
  running: "run",
  waiting: "wait",
  succeeded: "ok",
  failed: "bad",
  canceled: "idle",
  skipped: "idle",
};

const promotionStates: Record<string, State> = {
  pending: "wait",
  blocked: "bad",
  approved: "run",
  executing: "run",
  succeeded: "ok",
  failed: "bad",
  rejected: "bad",
  rolled_back: "bad",
};

const labels = {
  commit: "Commit",
  pipeline: "Pipeline",
  data: "Data",
  training: "Training",
  version: "Version",
  promotion: "Promotion",
  deployment: "Deployment",
  feedback: "Feedback",
} as const satisfies Record<TraceCell["kind"], string>;

/** The eight cells of the trace strip, in their order. */
export function cellsOf(facts: TraceFacts): TraceCell[] {
  const parts = {
    commit: commit(facts),
    pipeline: pipeline(facts),
    data: data(facts),
    training: training(facts),
    version: version(facts),
    promotion: promotion(facts),
    deployment: deployment(facts),
    feedback: feedback(facts),
  };
  return (Object.keys(parts) as TraceCell["kind"][]).map((kind) => {
    const part: Filled | Missing = parts[kind];
    const filled = "value" in part ? part : null;
    const missing = "missing" in part ? part : null;
    return {
      kind,
      label: labels[kind],
      value: filled?.value ?? null,
      state: filled?.state ?? null,
      stateWord: filled?.stateWord ?? null,
      at: filled?.at ?? null,
      sameCommit: filled?.sameCommit ?? null,
      ref: part.ref ?? null,
      here: facts.here === kind,
      missing: missing?.missing ?? null,
      hint: missing?.hint ?? null,
    };
  });
}

function commit(facts: TraceFacts): Filled | Missing {
  const { commit } = facts;
  if (commit) {
    const value = [commit.sha.slice(0, 7), commit.branch].filter(Boolean).join(" ");
    return { value, ref: { kind: "commit", sha: commit.sha } };
  }
  const tag = firstOf(facts, ({ words }) => words.commitTag);
  return {
    missing: "unknown",
    hint: `Train from a git checkout${tag ? `, or set the tag ${tag} on the run` : ""}.`,
  };
}

const runName = (run: RunFact) => (run.number ? `${run.name} #${run.number}` : run.name);

const runCell = ({ run, sameCommit }: Linked): Filled => ({
  value: runName(run),
  state: runStates[run.status],
  stateWord: run.status,
  at: run.queuedAt,
  ref: { kind: "run", id: run.id },
  sameCommit,
});

function pipeline(facts: TraceFacts): Filled | Missing {
  const { pipeline, commit } = facts;
  if (pipeline) return runCell(pipeline);
  if (!isConnected(facts, "ci"))
    return { missing: "no CI connected", hint: "Connect a CI system under Settings, Connections." };
  return {
    missing: "none for this commit",
    hint: commit ? "No pipeline that ran for this commit was read." : "Pipelines are found by the commit.",
  };
}

function data(facts: TraceFacts): Filled | Missing {
  const { dataRun, datasets, training } = facts;
  // What the training run logged of its data comes before a data pipeline that only shares its commit.
  if (dataRun?.sameCommit === null) return runCell(dataRun);
  const [first, ...others] = datasets;
  if (first && training) {
    const value = others.length
      ? `${first.name} + ${others.length}`
      : `${first.name} ${first.digest.slice(0, 7)}`;
    return { value, ref: { kind: "datasets", run: training.run.id } };
  }
  if (dataRun) return runCell(dataRun);
  const code = firstOf(facts, ({ snippets }) => snippets?.datasets);
  return { missing: "not logged", hint: `Log what a run was trained on${code ? `: ${code}` : "."}` };
}

function training(facts: TraceFacts): Filled | Missing {
  if (facts.training) return runCell(facts.training);
  if (!isConnected(facts, "tracking"))
    return {
      missing: "no tracking connected",
      hint: "Connect a tracking server under Settings, Connections.",
    };
  const tag = firstOf(facts, ({ words }) => words.commitTag);
  return {
    missing: "none",
    hint: `A training run is found by its commit${tag ? `: set the tag ${tag}` : ""}.`,
  };
}

function version(facts: TraceFacts): Filled | Missing {
  const { version } = facts;
  if (version) {
    return {
      value: `${version.model} v${version.version}`,
      at: version.createdAt,
      ref: { kind: "version", model: version.model, version: version.version },
    };
  }
  const code = firstOf(facts, ({ snippets }) => snippets?.version("NAME"));
  return { missing: "not registered", hint: `Register the run's model${code ? `: ${code}` : "."}` };
}

function promotion({ promotion, version }: TraceFacts): Filled | Missing {
  if (promotion) {
    const word = promotion.status.replace("_", " ");
    return {
      value: `${promotion.environment}: ${word}`,
      state: promotionStates[promotion.status] ?? "idle",
      stateWord: word,
      at: promotion.createdAt,
      ref: { kind: "promotion", id: promotion.id },
    };
  }
  return {
    missing: "not asked for",
    hint: version ? "Request promotion on the version's page." : "A promotion takes a registered version.",
    ref: version && { kind: "version", model: version.model, version: version.version },
  };
}

function deployment({ deployment, version, promotion }: TraceFacts): Filled | Missing {
  if (!deployment) return { missing: "not yet", hint: "A version is deployed when its promotion succeeded." };
  const { environment, fromAt, toAt, ended } = deployment;
  const words = toAt === null ? "serving" : ended === "rolled_back" ? "rolled back" : "served until replaced";
  const promotionId = deployment.promotionId ?? promotion?.id;
  return {
    value:
      toAt === null ? environment : `${environment}, ${ended === "rolled_back" ? "rolled back" : "ended"}`,
    state: toAt === null ? "ok" : ended === "rolled_back" ? "bad" : "idle",
    stateWord: words,
    at: fromAt,
    ref: version
      ? { kind: "model", model: version.model }
      : promotionId
        ? { kind: "promotion", id: promotionId }
        : null,
  };
}

function feedback({ feedback, version }: TraceFacts): Filled | Missing {
  if (feedback && version && (feedback.count > 0 || feedback.item)) {
    const many = `${feedback.count}${feedback.more ? "+" : ""} ${feedback.count === 1 ? "item" : "items"}`;
    return {
      value: feedback.title ?? (feedback.fresh ? `${many}, ${feedback.fresh} new` : many),
      state: feedback.fresh ? "wait" : null,
      stateWord: feedback.fresh ? "new" : undefined,
      ref: { kind: "feedback", model: version.model, version: version.version, item: feedback.item },
    };
  }
  if (feedback?.item) return { value: feedback.title ?? "1 item" };
  return {
    missing: "none yet",
    hint: "Make a form under Settings, Forms, and give its address to those who use the model.",
  };
}
