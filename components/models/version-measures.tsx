import type { ReactNode } from "react";
import { Difference } from "@/components/comparisons/difference";
import { CutNote } from "@/components/metrics/cut-note";
import { ZeroOrNaN } from "@/components/metrics/zero-or-nan";
import { cx } from "@/components/ui/cx";
import { formatMetric, metricDigits, noValue } from "@/components/ui/format";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { directionWords } from "@/server/comparisons/better";
import type { VersionDetail } from "@/server/models/schema";

/** What the metrics are compared with. */
function against({ champion, environment, serves }: VersionDetail): string {
  if (champion) return `against v${champion}, which serves ${environment}`;
  if (serves.some((s) => s.main))
    return `this version serves ${environment}: the others are compared with it`;
  return environment ? `nothing serves ${environment} to compare with` : "";
}

/** Whose metrics they are. */
const whose = ({ measuredOf, measures }: VersionDetail): string =>
  measures.length === 0 ? "" : measuredOf === "model" ? "of its logged model" : "of its training run";

/** The version's metrics beside the champion's. */
export function VersionMetrics({ detail }: { detail: VersionDetail }) {
  const { measures, champion } = detail;
  return (
    <Panel>
      <PanelHead title="Metrics" sub={[whose(detail), against(detail)].filter(Boolean).join(", ")} />
      {measures.length === 0 ? (
        <Nothing>{noRun(detail, "metrics")}</Nothing>
      ) : (
        <Table label="Metrics">
          <thead>
            <tr>
              <Th>Metric</Th>
              <Th end>v{detail.version}</Th>
              {champion && (
                <>
                  <Th end>v{champion}</Th>
                  <Th end>Difference</Th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {measures.map((m) => {
              const digits = metricDigits([m.value, m.champion]);
              return (
                <Tr key={m.name}>
                  <Td>
                    {m.name} <Direction better={m.better} />
                  </Td>
                  <Td end>{m.mayBeNaN ? <ZeroOrNaN /> : formatMetric(m.value, digits)}</Td>
                  {champion && (
                    <>
                      <Td end dim>
                        {m.championMayBeNaN ? <ZeroOrNaN /> : formatMetric(m.champion, digits)}
                      </Td>
                      <Td end>
                        <Difference
                          value={m.mayBeNaN ? null : m.value}
                          champion={m.championMayBeNaN ? null : m.champion}
                          better={m.better}
                          digits={digits}
                          className="w-auto"
                        />
                      </Td>
                    </>
                  )}
                </Tr>
              );
            })}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function Direction({ better }: { better: VersionDetail["measures"][number]["better"] }) {
  if (!better) return null;
  return <span className="text-small text-ink-3 max-md:hidden">{directionWords(better)}</span>;
}

/** The parameters it was trained with; those that differ from the champion's come first. */
export function VersionParams({ detail }: { detail: VersionDetail }) {
  const { params, champion } = detail;
  const differs = (p: VersionDetail["params"][number]) => champion !== null && p.value !== p.champion;
  const changed = params.filter(differs);
  const rows = [...changed, ...params.filter((p) => !differs(p))];
  return (
    <Panel>
      <PanelHead
        title="Parameters"
        sub={
          champion && params.length > 0
            ? changed.length > 0
              ? `${changed.length} of ${params.length} differ from v${champion}`
              : `the same as v${champion}`
            : undefined
        }
      />
      {rows.length === 0 ? (
        <Nothing>{noRun(detail, "parameters")}</Nothing>
      ) : (
        <Table label="Parameters" className="table-fixed">
          <thead>
            <tr>
              <Th>Parameter</Th>
              <Th>v{detail.version}</Th>
              {champion && <Th>v{champion}</Th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((p) => (
              <Tr key={p.name}>
                <Td className="truncate" title={p.name}>
                  {p.name}
                </Td>
                <Td
                  className={cx("mono truncate", differs(p) && "bg-wait-soft")}
                  title={p.value ?? undefined}
                >
                  {p.value ?? noValue}
                  {p.cut && <CutNote value={p.value ?? ""} />}
                </Td>
                {champion && (
                  <Td dim className="mono truncate" title={p.champion ?? undefined}>
                    {p.champion ?? noValue}
                  </Td>
                )}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

/** Why there is nothing of a source run to show. */
export function noRun({ run, runExternalId, measuredOf }: VersionDetail, what: string): string {
  if (what === "metrics" && measuredOf === "model")
    return "Nothing was measured of its logged model. What its training run logged may be of another model.";
  if (run) return `Its source run logged no ${what}.`;
  if (runExternalId)
    return `Its source run ${runExternalId} has not been read yet; its ${what} come with it.`;
  return `It was registered without a run, so there are no ${what}.`;
}

export function Nothing({ children }: { children: ReactNode }) {
  return <PanelBody className="text-ink-3">{children}</PanelBody>;
}
