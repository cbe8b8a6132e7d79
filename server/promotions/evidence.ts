import { createHash } from "node:crypto";
import { canonicalJson } from "@/server/foundation/canonical-json";
import type { MetricValue } from "@/server/foundation/shapes";
import type { EvidenceVersion } from "@/server/gates/schema";
import { plain } from "@/server/gates/words";
import type { Evidence } from "./schema";

/** `sha256:` and 64 hex digits over the evidence's canonical JSON: the same content has the same digest. */
export function digestOf(evidence: Evidence): string {
  return `sha256:${createHash("sha256").update(canonicalJson(evidence)).digest("hex")}`;
}

const shown = (value: MetricValue | undefined) =>
  value === undefined ? "missing" : typeof value === "number" ? plain(value) : value;

function metricChanges(before: EvidenceVersion, after: EvidenceVersion): string[] {
  const names = [...new Set([...Object.keys(before.metrics), ...Object.keys(after.metrics)])].sort();
  const changed = names.filter((name) => before.metrics[name] !== after.metrics[name]);
  const told = changed
    .slice(0, 5)
    .map(
      (name) =>
        `${name} of v${after.version} is ${shown(after.metrics[name])}, it was ${shown(before.metrics[name])}`,
    );
  return changed.length > 5
    ? [...told, `${changed.length - 5} more metrics of v${after.version} changed`]
    : told;
}

function versionChanges(before: EvidenceVersion, after: EvidenceVersion): string[] {
  const same = (a: unknown, b: unknown) => canonicalJson(a) === canonicalJson(b);
  return [
    ...(before.digest === after.digest ? [] : [`the content of v${after.version} changed`]),
    ...(before.commitSha === after.commitSha ? [] : [`the commit of v${after.version} changed`]),
    ...(before.runId === after.runId
      ? []
      : [`the training run of v${after.version} was ${after.runId ? "read" : "removed"}`]),
    ...(same(before.datasets, after.datasets) ? [] : [`the datasets of v${after.version} changed`]),
    ...metricChanges(before, after),
  ];
}

function championChanges(before: EvidenceVersion | null, after: EvidenceVersion | null): string[] {
  if (before === null && after === null) return [];
  if (before?.version !== after?.version) {
    return [
      `the champion is ${after ? `v${after.version}` : "no version"}, it was ${before ? `v${before.version}` : "none"}`,
    ];
  }
  return before && after ? versionChanges(before, after) : [];
}

/** What is different, one sentence without its full stop each; empty exactly when the digests are equal. */
export function changesBetween(before: Evidence, after: Evidence): string[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const found = [
    ...(before.policy.revision === after.policy.revision
      ? []
      : [`the policy is revision ${after.policy.revision}, it was ${before.policy.revision}`]),
    ...championChanges(before.champion, after.champion),
    ...versionChanges(before.challenger, after.challenger),
    ...(before.alias === after.alias && before.connection === after.connection
      ? []
      : [`the environment stands for the alias ${after.alias}, it was ${before.alias}`]),
  ];
  return found.length ? found : ["its wording changed"];
}
