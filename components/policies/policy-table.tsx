import { Fragment } from "react";
import { paths } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { StateIcon } from "@/components/ui/state-icon";
import { TimeAgo } from "@/components/ui/time-ago";
import { visibleText } from "@/components/ui/visible-text";
import { ruleWords } from "@/server/approvals/assign";
import { gateLabel } from "@/server/gates/kinds";
import type { Policy } from "@/server/policies/schema";
import type { Place } from "./places";

/** Gates and approval rules by model and environment. Without a policy nothing can be promoted. */
export function PolicyTable(props: {
  places: readonly Place[];
  maintained: readonly string[];
  onEdit: (place: Place) => void;
}) {
  const { places, maintained, onEdit } = props;
  const several = new Set(places.map(({ project }) => project)).size > 1;
  return (
    <Table label="Policies" stacked>
      <thead>
        <tr>
          <Th>Model and environment</Th>
          <Th>Gates</Th>
          <Th>Approvals</Th>
          <Th end>Revision</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {places.map((place) => {
          const { project, model, environment, policy } = place;
          return (
            <Tr key={`${project} ${model} ${environment}`} className="align-top">
              <Td className="py-2">
                <Link href={paths.model(model, { project })} className="font-medium hover:underline">
                  {visibleText(model)}
                </Link>{" "}
                → {environment}
                {several && <span className="block text-sub text-ink-3">{project}</span>}
              </Td>
              {policy ? <Terms policy={policy} /> : <NoTerms />}
              <Td className="py-1.5 text-right">
                <Button
                  size="s"
                  variant={policy ? "ghost" : "default"}
                  aria-label={`${policy ? "Edit" : "Write"} the policy of ${visibleText(model)} in ${environment}`}
                  disabledReason={!maintained.includes(project) && "This takes a maintainer of the project."}
                  onClick={() => onEdit(place)}
                >
                  {policy ? "Edit" : "Write"}
                </Button>
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function Terms({ policy }: { policy: Policy }) {
  const { gates, rules, warnings, revision, createdBy, createdAt } = policy;
  return (
    <>
      <Td label="Gates" className="py-2 whitespace-normal">
        {gates.length === 0 && <span className="text-ink-3">none</span>}
        {gates.map((gate) => (
          <span key={gateLabel(gate)} className="block">
            {gateLabel(gate)}
          </span>
        ))}
      </Td>
      <Td label="Approvals" className="py-2 whitespace-normal">
        {rules.length === 0 && <span className="text-ink-3">nobody</span>}
        {rules.map((rule, index) => (
          <Fragment key={rule.role}>
            {index > 0 && " and "}
            {ruleWords(rule)}
          </Fragment>
        ))}
        {warnings.map((warning) => (
          <StateIcon
            key={warning}
            shape="wait"
            word={<span className="text-sub">{warning}</span>}
            className="mt-0.5 flex"
          />
        ))}
      </Td>
      <Td end dim label="Revision" className="py-2">
        {revision}
        <span className="block text-sub">
          {createdBy?.name} <TimeAgo at={createdAt} />
        </span>
      </Td>
    </>
  );
}

function NoTerms() {
  return (
    <Td colSpan={3} className="py-2 text-ink-3">
      no policy: nothing can be promoted there yet
    </Td>
  );
}
