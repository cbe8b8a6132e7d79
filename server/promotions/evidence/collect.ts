import "server-only";
import { asc, eq } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import type { environments, modelVersions } from "@/server/foundation/db/tables/models";
import { runDatasets } from "@/server/foundation/db/tables/runs";
import { namesOf } from "@/server/registry/measure-names";
import { type Measure, metricsOfVersions } from "@/server/registry/measures";
import { sentMeasures } from "@/server/registry/sent-measures";
import { type PolicyRow, termsOfPolicy } from "../policy-in-force";
import type { SectionName, Sections } from "./sections";

type Version = typeof modelVersions.$inferSelect;

/** The rows that evidence is read from. */
export type Sources = {
  model: string;
  environment: typeof environments.$inferSelect;
  policy: PolicyRow;
  challenger: Version;
  champion: Version | null;
};

const identityOf = ({ version, digest, runId, commitSha }: Version) => ({
  ...{ version, digest, runId, commitSha },
});

/** What the registry says: numbers that were only sent by API stand in a section of their own. */
async function registryMeasures(db: Db | Tx, { id }: Version): Promise<Measure[]> {
  const measures = (await metricsOfVersions(db, [id])).get(id) ?? [];
  return measures.filter(({ source }) => source === "registry");
}

async function sentOf(db: Db | Tx, version: Version): Promise<NonNullable<Sections["challengerSent"]>> {
  const measures = await sentMeasures(db, version);
  return Object.fromEntries(measures.map(({ name, ...sent }) => [name, sent]));
}

async function metricsOf(db: Db | Tx, version: Version): Promise<Sections["challengerMetrics"]> {
  const measures = await registryMeasures(db, version);
  return Object.fromEntries(measures.flatMap((each) => namesOf(each).map((name) => [name, each.value])));
}

async function measuringOf(
  db: Db | Tx,
  version: Version,
): Promise<NonNullable<Sections["challengerMeasuring"]>> {
  const measures = await registryMeasures(db, version);
  const doubtful = measures.filter(({ mayBeNaN }) => mayBeNaN).flatMap(namesOf);
  const measuredOn = measures.flatMap(({ name, metric, dataset }) =>
    name === metric && dataset !== null ? [[name, dataset]] : [],
  );
  return {
    measuredOf: version.measuredOf ?? "run",
    mayBeNaN: doubtful.sort(),
    measuredOn: Object.fromEntries(measuredOn),
  };
}

async function datasetsOf(db: Db | Tx, { runId }: Version): Promise<Sections["challengerDatasets"]> {
  if (runId === null) return [];
  const { name, digest, context } = runDatasets;
  return db
    .select({ name, digest, context })
    .from(runDatasets)
    .where(eq(runDatasets.runId, runId))
    .orderBy(asc(name), asc(digest), asc(context));
}

/** How each section is read. */
const collectors: {
  [N in SectionName]: (db: Db | Tx, from: Sources) => Sections[N] | Promise<Sections[N]>;
} = {
  policy(_db, { policy }) {
    const { gates, rules } = termsOfPolicy(policy);
    return { revision: policy.revision, gates, rules };
  },
  metricsFrom: () => "registry",
  target: (_db, { model, environment }) => ({
    model,
    environment: environment.name,
    connection: environment.connectionId,
    alias: environment.alias,
  }),
  challenger: (_db, { challenger }) => identityOf(challenger),
  champion: (_db, { champion }) => champion && identityOf(champion),
  challengerMetrics: (db, { challenger }) => metricsOf(db, challenger),
  championMetrics: (db, { champion }) => champion && metricsOf(db, champion),
  challengerMeasuring: (db, { challenger }) => measuringOf(db, challenger),
  championMeasuring: (db, { champion }) => champion && measuringOf(db, champion),
  challengerSent: (db, { challenger }) => sentOf(db, challenger),
  championSent: (db, { champion }) => champion && sentOf(db, champion),
  challengerDatasets: (db, { challenger }) => datasetsOf(db, challenger),
  championDatasets: (db, { champion }) => champion && datasetsOf(db, champion),
};

/** Reads these sections, one after the other as they share a transaction. */
export async function collect(
  db: Db | Tx,
  from: Sources,
  names: readonly SectionName[],
): Promise<{ [name: string]: unknown }> {
  const found: { [name: string]: unknown } = {};
  for (const name of names) found[name] = await collectors[name](db, from);
  return found;
}
