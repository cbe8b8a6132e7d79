import { visibleText } from "@/components/ui/visible-text";
import type { Promotion } from "@/server/promotions/schema";

type Named = Pick<Promotion, "model" | "version" | "environment" | "rollbackOf">;

/** What a promotion is called, in one line. */
export const titleOf = ({ model, version, environment, rollbackOf }: Named): string =>
  rollbackOf === null
    ? `${visibleText(model)} v${version} to ${environment}`
    : `${visibleText(model)} back to v${version} in ${environment}`;
