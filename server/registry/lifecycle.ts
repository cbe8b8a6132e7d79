/**
 * What became of models and versions between two readings of a registry: renamed, deleted, back again, made again.
 *
 * A registry names a model by its name alone, and a rename leaves no trace of the old one. What a rename keeps is the
 * moment the model was made, to the millisecond, and its versions with their numbers, moments, sources and runs. So a
 * model whose name is gone and a name that was never read are one model exactly when they were made at the same moment,
 * no other such model or name was, and their versions agree: one that both have is the same, and none contradicts.
 * Two models cannot be joined by this: the second would have been made in the same millisecond as the first and not have
 * been listed then, with a version of the same number, moment, source and run. Where it is not certain, the old model is
 * marked deleted and the new one is new.
 */

type Made = { name: string; createdAt: string };
export type KnownModel = Made & { id: string; deletedAt: string | null };
export type KnownVersion = VersionIdentity & { deletedAt: string | null };

/** What a version keeps as long as it lives, whatever its model is called. */
export type VersionIdentity = {
  version: string;
  createdAt: string;
  source: string | null;
  runExternalId: string | null;
};

const momentOf = (at: string): number => Date.parse(at);
/** Some registries do not say when a thing was made: 1970 stands for that. */
const isKnown = (at: string): boolean => momentOf(at) > 0;

/** Whether two readings of one name are of the same thing, and not of one that was made again. */
export const sameMoment = (a: string, b: string): boolean =>
  !isKnown(a) || !isKnown(b) || momentOf(a) === momentOf(b);

export type Compared<L extends Made> = {
  /** Models that were marked deleted and are listed again as they were. */
  back: KnownModel[];
  /** Models that are not listed under their name any more, those that were marked deleted among them. */
  open: KnownModel[];
  /** Which of them a listed name may be, if their versions agree. */
  candidates: { known: KnownModel; listed: L }[];
};

/** Compares the models of a connection with all that its registry lists. */
export function compareModels<L extends Made>(
  known: readonly KnownModel[],
  listed: readonly L[],
): Compared<L> {
  const byName = new Map(listed.map((each) => [each.name, each]));
  const isListed = (model: KnownModel) => {
    const found = byName.get(model.name);
    return found !== undefined && sameMoment(model.createdAt, found.createdAt);
  };
  const settled = known.filter(isListed);
  const open = known.filter((model) => !isListed(model));
  const names = new Set(settled.map(({ name }) => name));
  const fresh = [...byName.values()].filter(({ name }) => !names.has(name));
  const openAt = Map.groupBy(open, ({ createdAt }) => momentOf(createdAt));
  const freshAt = Map.groupBy(fresh, ({ createdAt }) => momentOf(createdAt));
  const candidates = [...freshAt].flatMap(([moment, [first, ...others]]) => {
    const [model, ...more] = openAt.get(moment) ?? [];
    const unique = moment > 0 && others.length === 0 && more.length === 0;
    return unique && model && first ? [{ known: model, listed: first }] : [];
  });
  return { back: settled.filter(({ deletedAt }) => deletedAt !== null), open, candidates };
}

/**
 * Whether the versions of a model and those under a new name are of one model. Versions that were deleted before need
 * not be there.
 */
export function versionsAgree(
  model: Pick<KnownModel, "deletedAt">,
  known: readonly KnownVersion[],
  listed: readonly VersionIdentity[],
): boolean {
  const byNumber = new Map(listed.map((each) => [each.version, each]));
  const pairs = known.flatMap((mine) => {
    const theirs = byNumber.get(mine.version);
    return theirs ? [[mine, theirs] as const] : [];
  });
  const same = pairs.every(
    ([a, b]) =>
      momentOf(a.createdAt) === momentOf(b.createdAt) &&
      a.source === b.source &&
      a.runExternalId === b.runExternalId,
  );
  const expected = known.filter(({ deletedAt }) => deletedAt === null || deletedAt === model.deletedAt);
  return same && (pairs.length > 0 || expected.length === 0);
}

/** What is deleted is called so once its name or number is given to another: "fraud (deleted 2026-11-28 09:30:00)". */
export const deletedName = (name: string, at: string): string =>
  `${name} (deleted ${new Date(at).toISOString().slice(0, 19).replace("T", " ")})`;

/** Why a version cannot be promoted, in words; null while the registry has it. */
export function goneWords(
  model: { name: string; deletedAt: string | null },
  version: { version: string; deletedAt: string | null },
): string | null {
  if (model.deletedAt !== null) return `Model ${model.name} was deleted in the registry.`;
  return version.deletedAt === null ? null : `v${version.version} was deleted in the registry.`;
}
