import { ruleWords } from "@/server/approvals/assign";
import { valueWords } from "@/server/comparisons/words";
import { canonicalJson } from "@/server/foundation/canonical-json";
import type { MetricValue } from "@/server/foundation/metric-value";
import type { GateEvidence } from "@/server/gates/evidence";
import { gateLabel } from "@/server/gates/kinds";
import { type SectionName, type Sections, sectionNames } from "./sections";

const same = (a: unknown, b: unknown) => canonicalJson(a) === canonicalJson(b);

const shown = (value: MetricValue | undefined) =>
  value === undefined ? "missing" : typeof value === "number" ? valueWords(value) : value;

/** Changed metrics that are named; the others are counted. */
const mostNamed = 5;

type Metrics = GateEvidence["championMetrics"];

function metricChanges(version: string, before: Metrics, after: Metrics): string[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  const changed = names.filter((name) => before?.[name] !== after?.[name]);
  const named = changed
    .slice(0, mostNamed)
    .map((name) => `${name} of v${version} is ${shown(after?.[name])}, it was ${shown(before?.[name])}`);
  const others = changed.length - named.length;
  return others > 0 ? [...named, `${others} more metrics of v${version} changed`] : named;
}

type Identity = GateEvidence["challenger"];

const identityChanges = (before: Identity, after: Identity): string[] => [
  ...(before.digest === after.digest ? [] : [`the content of v${after.version} changed`]),
  ...(before.commitSha === after.commitSha ? [] : [`the commit of v${after.version} changed`]),
  ...(before.runId === after.runId
    ? []
    : [`the training run of v${after.version} was ${after.runId ? "read" : "removed"}`]),
];

/** The champion, where the same version serves as before; its other sections are compared only then. */
const sameChampion = (before: Sections, after: Sections): string | null =>
  before.champion && before.champion.version === after.champion?.version ? before.champion.version : null;

type Measuring = Sections["championMeasuring"];

function measuringChanges(version: string, before: Measuring, after: Measuring): string[] {
  if (!before || !after) return [];
  const words = { model: "its logged model", run: "its training run" };
  const whose =
    before.measuredOf === after.measuredOf
      ? []
      : [
          `the metrics of v${version} are those of ${words[after.measuredOf]}, they were of ${words[before.measuredOf]}`,
        ];
  return [
    ...whose,
    ...(same(before.mayBeNaN, after.mayBeNaN) ? [] : [`which metrics of v${version} can be judged changed`]),
    ...(same(before.measuredOn, after.measuredOn) ? [] : [`the data behind metrics of v${version} changed`]),
  ];
}

type Sent = Sections["championSent"];
const valuesOf = (sent: Sent) =>
  Object.fromEntries(Object.entries(sent ?? {}).map(([name, { value }]) => [name, value]));

function sentChanges(version: string, before: Sent, after: Sent): string[] {
  const found = metricChanges(version, valuesOf(before), valuesOf(after));
  const words = found.length > 0 ? found : [`who sent numbers of v${version} changed`];
  return words.map((change) => `${change} (sent by API)`);
}

type Policy = Sections["policy"];

const rulesWords = (rules: Policy["rules"]): string =>
  rules.length === 0 ? "nobody" : rules.map(ruleWords).join(" and ");

/** How the terms changed: which gates came and went, and whom the policy asks. */
function termsChanges(before: Policy, after: Policy): string[] {
  const labels = ({ gates }: Policy) => gates.map(gateLabel);
  const [had, has] = [labels(before), labels(after)];
  return [
    ...had.filter((label) => !has.includes(label)).map((label) => `it dropped the gate “${label}”`),
    ...has.filter((label) => !had.includes(label)).map((label) => `it has the new gate “${label}”`),
    ...(same(before.rules, after.rules)
      ? []
      : [`it asks for ${rulesWords(after.rules)}, it asked for ${rulesWords(before.rules)}`]),
  ];
}

/** What changed in a section, in words; empty where another section's words say it. */
const describe: { [N in SectionName]: (before: Sections, after: Sections) => string[] } = {
  policy: (before, after) => [
    `the policy is revision ${after.policy.revision}, it was ${before.policy.revision}`,
    ...termsChanges(before.policy, after.policy),
  ],
  champion(before, after) {
    if (before.champion && after.champion && sameChampion(before, after))
      return identityChanges(before.champion, after.champion);
    const [was, is] = [before.champion, after.champion].map((champion) => champion && `v${champion.version}`);
    return [`the champion is ${is ?? "no version"}, it was ${was ?? "none"}`];
  },
  championMetrics(before, after) {
    const version = sameChampion(before, after);
    return version ? metricChanges(version, before.championMetrics, after.championMetrics) : [];
  },
  championDatasets(before, after) {
    const version = sameChampion(before, after);
    return version ? [`the datasets of v${version} changed`] : [];
  },
  challenger: (before, after) => identityChanges(before.challenger, after.challenger),
  challengerMetrics: (before, after) =>
    metricChanges(after.challenger.version, before.challengerMetrics, after.challengerMetrics),
  challengerDatasets: (_before, after) => [`the datasets of v${after.challenger.version} changed`],
  challengerMeasuring: (before, after) =>
    measuringChanges(after.challenger.version, before.challengerMeasuring, after.challengerMeasuring),
  championMeasuring(before, after) {
    const version = sameChampion(before, after);
    return version ? measuringChanges(version, before.championMeasuring, after.championMeasuring) : [];
  },
  challengerSent: (before, after) =>
    sentChanges(after.challenger.version, before.challengerSent, after.challengerSent),
  championSent(before, after) {
    const version = sameChampion(before, after);
    return version ? sentChanges(version, before.championSent, after.championSent) : [];
  },
  metricsFrom: () => [],
  target: (before, after) =>
    before.target.alias === after.target.alias && before.target.connection === after.target.connection
      ? []
      : [`the environment stands for the alias ${after.target.alias}, it was ${before.target.alias}`],
};

/** The sections whose content differs. */
export const changedSections = (before: Sections, after: Sections): SectionName[] =>
  sectionNames.filter((name) => !same(before[name], after[name]));

/** What is different, one sentence without its full stop each; empty exactly when nothing is. */
export function changesBetween(before: Sections, after: Sections): string[] {
  const changed = changedSections(before, after);
  const found = changed.flatMap((name) => describe[name](before, after));
  return found.length > 0 || changed.length === 0 ? found : ["its wording changed"];
}
