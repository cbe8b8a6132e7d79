/** Usual names, from where users are to where work begins. Steps of ten leave room between them. */
const usual: readonly (readonly [RegExp, number])[] = [
  [/^(pre[-_ ]?prod|staging|stage|uat|canary|shadow|challenger)/i, 30],
  [/^(prod|live|champion|main$)/i, 40],
  [/^(test|qa|integration|int$)/i, 20],
  [/^(dev|sandbox|play|local)/i, 10],
];

/** How important an environment is when nobody says: by its name, and above testing when the name tells nothing. */
export function positionOf(name: string): number {
  return usual.find(([pattern]) => pattern.test(name.trim()))?.[1] ?? 25;
}
