import type { Promotion } from "@/server/promotions/schema";

type Named = Pick<Promotion, "model" | "version" | "environment" | "rollbackOf">;

/** What a promotion is called, in one line. */
export const titleOf = ({ model, version, environment, rollbackOf }: Named): string =>
  rollbackOf === null
    ? `${model} v${version} to ${environment}`
    : `${model} back to v${version} in ${environment}`;
