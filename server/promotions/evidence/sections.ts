import { z } from "zod";
import { rule } from "@/server/approvals/schema";
import { gateSections } from "@/server/gates/evidence";
import { type Gate, gate, kindOf } from "@/server/gates/kinds";

/**
 * Everything a decision can be made on, in named sections. The content of a section does not grow, as approvals name
 * its digest: what is new is a new section.
 */
export const sectionSchemas = {
  policy: z.object({ revision: z.number().int(), gates: z.array(gate), rules: z.array(rule) }),
  ...gateSections,
  /** That the metrics above are the registry's own: evidence that is older may hold numbers sent by API among them. */
  metricsFrom: z.literal("registry"),
  target: z.object({
    model: z.string(),
    environment: z.string(),
    connection: z.string().describe("the id of the registry's connection"),
    alias: z.string(),
  }),
};
export type SectionName = keyof typeof sectionSchemas;
export const sectionNames = Object.keys(sectionSchemas) as SectionName[];

/**
 * Pinned whatever the gates need: the page of a promotion shows them, and an approval covers what was shown. A section
 * that comes later is not added here, as evidence that was pinned before does not have it.
 */
const alwaysPinned = {
  policy: true,
  target: true,
  challenger: true,
  champion: true,
  challengerMetrics: true,
  championMetrics: true,
  challengerDatasets: true,
  championDatasets: true,
} as const satisfies Partial<Record<SectionName, true>>;

/** The content of the sections of one promotion. */
export const sections = z.object(sectionSchemas).partial().required(alwaysPinned);
export type Sections = z.output<typeof sections>;

/** The sections that a promotion under these gates pins. */
export function sectionsFor(gates: readonly Gate[]): SectionName[] {
  const needed = new Set<string>(
    gates.flatMap((each) => [...kindOf(each).needs, ...(kindOf(each).alsoReads?.(each) ?? [])]),
  );
  return sectionNames.filter((name) => name in alwaysPinned || name === "metricsFrom" || needed.has(name));
}
