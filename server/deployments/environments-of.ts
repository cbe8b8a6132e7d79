/** The part of an environment that decides which models it applies to. */
export type Mapped = { name: string; modelId: string | null; connectionId: string; position: number };

/**
 * The environments of one model, most important first: those of the whole project, each replaced by the
 * model's own one of the same name. An environment on another registry than the model's does not apply to it.
 */
export function environmentsOf<E extends Mapped>(
  all: readonly E[],
  model: { id: string; connectionId: string },
): E[] {
  const byName = new Map<string, E>();
  for (const e of all) if (e.modelId === null) byName.set(e.name, e);
  for (const e of all) if (e.modelId === model.id) byName.set(e.name, e);
  return [...byName.values()]
    .filter((e) => e.connectionId === model.connectionId)
    .sort((a, b) => b.position - a.position || a.name.localeCompare(b.name));
}
