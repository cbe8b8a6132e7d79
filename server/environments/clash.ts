type Place = { name: string; modelId: string | null; connectionId: string; alias: string };

/**
 * The environment whose alias this one would take, if any: two environments of one model on one alias could not
 * be told apart. A model's own environment takes the place of the project's of the same name, so those two may share.
 */
export function aliasClash<P extends Place>(wanted: Place, others: readonly P[]): P | null {
  return (
    others.find(
      (other) =>
        other.connectionId === wanted.connectionId &&
        other.alias === wanted.alias &&
        other.name !== wanted.name &&
        (other.modelId === null || wanted.modelId === null || other.modelId === wanted.modelId),
    ) ?? null
  );
}
