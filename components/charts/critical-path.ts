/** A step with what it waited for; times in ms since 1970, null where it has not come to that. */
export type Step = {
  id: string;
  startedAt: number | null;
  finishedAt: number | null;
  needs?: readonly string[];
};

/**
 * The steps that made the whole take as long as it did: from the one that finished last back through whichever
 * of its needs finished last. Where no needs are known, the one that finished last before it started counts.
 */
export function criticalPath(steps: readonly Step[]): Set<string> {
  const done = steps.filter((step) => step.startedAt !== null && step.finishedAt !== null);
  const latest = (among: readonly Step[]) =>
    among.reduce<Step | null>(
      (best, step) => ((step.finishedAt ?? 0) > (best?.finishedAt ?? -1) ? step : best),
      null,
    );
  const path = new Set<string>();
  let step = latest(done);
  while (step && !path.has(step.id)) {
    path.add(step.id);
    const { needs, startedAt } = step;
    const before = needs
      ? done.filter((other) => needs.includes(other.id))
      : done.filter((other) => (other.finishedAt ?? 0) <= (startedAt ?? 0) && !path.has(other.id));
    step = latest(before);
  }
  return path;
}
