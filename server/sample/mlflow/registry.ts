import { z } from "zod";
import type { StateFile } from "../state-file.ts";
import { meets, parseFilter } from "./filter.ts";
import { MlflowRefusal } from "./refusal.ts";
import type { MlflowRecording, Pair, RecordedVersion } from "./shapes.ts";

const alias = z.object({ model: z.string(), alias: z.string(), version: z.string() });
const tag = z.object({
  model: z.string(),
  version: z.string(),
  key: z.string(),
  value: z.string().nullable(),
});

/** Changes made in the registry: the current aliases, and tags set (null removed one). */
export const registryState = z.object({ aliases: z.array(alias).nullable(), tags: z.array(tag) });
export type RegistryState = z.infer<typeof registryState>;

const refuse = (message: string) => new MlflowRefusal("INVALID_PARAMETER_VALUE", message);
const missing = (message: string) => new MlflowRefusal("RESOURCE_DOES_NOT_EXIST", message);

/** The model registry of a recording, with the changes made to it. Later versions are not there yet. */
export function createRegistry(
  recording: MlflowRecording,
  now: () => number,
  state: StateFile<RegistryState>,
) {
  const aliases = () => state.read().aliases ?? recording.aliases;
  const present = () => recording.versions.filter((version) => version.creation_timestamp <= now());

  function version(name: string, number: string): RecordedVersion {
    const found = present().find((one) => one.name === name && one.version === number);
    if (!found) throw missing(`Model Version (name=${name}, version=${number}) not found`);
    return found;
  }

  function tagsOf(one: RecordedVersion): Pair[] {
    const tags = new Map((one.tags ?? []).map(({ key, value }) => [key, value]));
    for (const change of state.read().tags) {
      if (change.model !== one.name || change.version !== one.version) continue;
      if (change.value === null) tags.delete(change.key);
      else tags.set(change.key, change.value);
    }
    return [...tags].map(([key, value]) => ({ key, value }));
  }

  /** A version as the search answers it: without its aliases. */
  function versionBody(one: RecordedVersion) {
    const tags = tagsOf(one);
    const { tags: _, ...rest } = one;
    return tags.length > 0 ? { ...rest, tags } : rest;
  }

  function versionWithAliases(one: RecordedVersion) {
    const own = aliases().filter((each) => each.model === one.name && each.version === one.version);
    const names = own.map((each) => each.alias).sort();
    return names.length > 0 ? { ...versionBody(one), aliases: names } : versionBody(one);
  }

  function modelBody(name: string) {
    const model = recording.models.find((one) => one.name === name);
    if (!model) throw missing(`Registered Model with name=${name} not found`);
    const versions = present().filter((one) => one.name === name);
    const newest = versions.reduce<RecordedVersion | null>(
      (best, one) => (best && Number(best.version) > Number(one.version) ? best : one),
      null,
    );
    const own = aliases()
      .filter((one) => one.model === name)
      .map((one) => ({ alias: one.alias, version: one.version }))
      .sort((a, b) => (a.alias < b.alias ? -1 : 1));
    return {
      ...model,
      last_updated_timestamp: Math.max(
        model.creation_timestamp,
        ...[model.last_updated_timestamp].filter((at) => at <= now()),
        ...versions.map((one) => one.last_updated_timestamp),
      ),
      ...(newest ? { latest_versions: [versionBody(newest)] } : {}),
      ...(own.length > 0 ? { aliases: own } : {}),
    };
  }

  return {
    models(filter: string) {
      const clauses = parseFilter(filter);
      const names = recording.models.filter((one) => clauses.every((clause) => meets(clause, one.name)));
      return names
        .map((one) => one.name)
        .sort()
        .map(modelBody);
    },
    model: modelBody,
    versions(filter: string, orderBy: readonly string[]) {
      const clauses = parseFilter(filter);
      const fields = (one: RecordedVersion): Record<string, string | undefined> => ({
        name: one.name,
        run_id: one.run_id,
        source_path: one.source,
        version_number: one.version,
      });
      const found = present().filter((one) =>
        clauses.every((clause) =>
          meets(
            clause,
            clause.of === "tags"
              ? tagsOf(one).find(({ key }) => key === clause.key)?.value
              : fields(one)[clause.key],
          ),
        ),
      );
      return found.sort(orderVersions(orderBy)).map(versionBody);
    },
    version: (name: string, number: string) => versionWithAliases(version(name, number)),

    alias(name: string, wanted: string) {
      modelBody(name);
      const found = aliases().find((one) => one.model === name && one.alias === wanted);
      if (!found) throw refuse(`Registered model alias ${wanted} not found.`);
      return versionWithAliases(version(name, found.version));
    },
    /** Sets an alias, whatever version had it before, as MLflow does. */
    setAlias(name: string, wanted: string, number: string) {
      if (!/^[\w-]+$/.test(wanted))
        throw refuse(
          `Invalid alias name: '${wanted}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
        );
      if (/^v\d+$/i.test(wanted) || wanted.toLowerCase() === "latest")
        throw refuse(`Version alias name '${wanted}' is reserved.`);
      version(name, number);
      const rest = aliases().filter((one) => one.model !== name || one.alias !== wanted);
      state.write({ ...state.read(), aliases: [...rest, { model: name, alias: wanted, version: number }] });
    },
    deleteAlias(name: string, wanted: string) {
      modelBody(name);
      const rest = aliases().filter((one) => one.model !== name || one.alias !== wanted);
      state.write({ ...state.read(), aliases: rest });
    },
    setTag(name: string, number: string, key: string, value: string | null) {
      version(name, number);
      const rest = state
        .read()
        .tags.filter((one) => one.model !== name || one.version !== number || one.key !== key);
      state.write({ ...state.read(), tags: [...rest, { model: name, version: number, key, value }] });
    },
  };
}

function orderVersions(orderBy: readonly string[]) {
  const orders = orderBy.length > 0 ? orderBy : ["last_updated_timestamp DESC"];
  return (a: RecordedVersion, b: RecordedVersion): number => {
    for (const order of orders) {
      const [field = "", direction = "ASC"] = order.trim().split(/\s+/);
      const sign = direction.toUpperCase() === "DESC" ? -1 : 1;
      const [x, y] = [sortKey(a, field), sortKey(b, field)];
      if (x !== y) return x < y ? -sign : sign;
    }
    return a.name < b.name ? -1 : a.name > b.name ? 1 : Number(b.version) - Number(a.version);
  };
}

function sortKey(version: RecordedVersion, field: string): number | string {
  if (field === "name") return version.name;
  if (field === "version_number") return Number(version.version);
  return field === "creation_timestamp" ? version.creation_timestamp : version.last_updated_timestamp;
}
