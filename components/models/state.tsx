import type { ReactNode } from "react";
import { formatAge } from "@/components/ui/format-time";
import { type Shape, StateIcon } from "@/components/ui/state-icon";
import { Day } from "@/components/ui/time-ago";
import type { VersionState } from "@/server/models/schema";
import { deletedThere } from "./deleted-tag";

const asked = {
  pending: ["wait", "asked for"],
  blocked: ["wait", "a gate fails for"],
  approved: ["wait", "approved for"],
  executing: ["run", "going into"],
} as const;

const endings = {
  canceled: "request canceled",
  expired: "request expired",
  superseded: "request superseded",
};

/** Said of a version that serves where no promotion put it. */
export const setOutside = "set in the registry, not by a promotion";

/** The state of a version as shape and words. The words do not name the `main` environment. */
export function stateWords(state: VersionState, main: string | null): { shape: Shape; word: ReactNode } {
  const where = "environment" in state && state.environment !== main ? ` in ${state.environment}` : "";
  switch (state.kind) {
    case "deleted":
      return {
        shape: "off",
        word: (
          <span title={deletedThere}>
            deleted there, seen <Day at={state.seenAt} />
          </span>
        ),
      };
    case "serving":
      return {
        shape: "ok",
        word: (
          <span>
            {where ? `in ${state.environment}` : "serving"} since <Day at={state.since} />
          </span>
        ),
      };
    case "asked": {
      const [shape, verb] = asked[state.status];
      return { shape, word: `${verb} ${state.environment}` };
    }
    case "failed":
      return { shape: "bad", word: `promotion to ${state.environment} failed` };
    case "rolled_back":
      return { shape: "bad", word: `rolled back${where} after ${formatAge(state.servedMs)}` };
    case "rejected":
      return { shape: "skip", word: `rejected${where}${state.gate ? `: ${state.gate} gate` : ""}` };
    case "served":
      return { shape: "off", word: `served ${formatAge(state.servedMs)}${where}` };
    case "ended":
      return { shape: "off", word: endings[state.how] };
    case "never":
      return { shape: "idle", word: "never asked" };
  }
}

/** The state of a version; why it was rolled back is the tooltip. */
export function VersionStateIcon({ state, main }: { state: VersionState; main: string | null }) {
  const { shape, word } = stateWords(state, main);
  const because = state.kind === "rolled_back" ? (state.because ?? undefined) : undefined;
  return (
    <span title={because}>
      <StateIcon shape={shape} word={word} />
    </span>
  );
}
