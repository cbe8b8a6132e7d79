import type { ReactNode } from "react";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { type Shape, StateIcon } from "@/components/ui/state-icon";
import type { GateOutcome } from "@/server/gates/schema";
import { gatesWords } from "./state";

const shapes: Record<GateOutcome["result"], [Shape, string]> = {
  pass: ["ok", "passes"],
  fail: ["bad", "does not pass"],
  missing: ["bad", "lacks evidence"],
};

/** Each gate with what was measured. What passes is quiet, what does not says why. */
export function GatesPanel({ gates, sub }: { gates: readonly GateOutcome[]; sub: ReactNode }) {
  return (
    <Panel>
      <PanelHead title="Gates" sub={sub}>
        {gates.length > 0 && gatesWords(gates)}
      </PanelHead>
      {gates.length === 0 ? (
        <PanelBody className="text-ink-3">The policy asks for no gate: people alone decide.</PanelBody>
      ) : (
        <ul className="hairlines">
          {gates.map((gate) => {
            const [shape, label] = shapes[gate.result];
            return (
              <li key={gate.label} className="grid grid-cols-[20px_1fr] gap-x-1.5 px-3.5 py-2">
                <StateIcon shape={shape} label={label} className="mt-[3px] self-start" />
                <div className="flex min-w-0 flex-wrap justify-between gap-x-4">
                  <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{gate.label}</span>
                  <span
                    className={
                      gate.result === "pass" ? "num text-ink-3" : "text-bad [overflow-wrap:anywhere]"
                    }
                  >
                    {gate.because}
                  </span>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
