import { paths } from "@/components/shell/paths";
import { formatCount, formatMetric, metricDigits } from "@/components/ui/format";
import { formatAge } from "@/components/ui/format-time";
import { Link } from "@/components/ui/link";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import type { LiveMetricView, Service } from "@/server/models/schema";
import { serviceWords } from "./live-curve";

/** What served in the environment in the time shown, the newest first, and how the metric did under it. */
export function ServicesTable(props: {
  view: LiveMetricView;
  metric: NonNullable<LiveMetricView["metric"]>;
}) {
  const { view, metric } = props;
  const services = view.services.toReversed();
  const digits = Math.min(4, metricDigits(services.map(({ mean }) => mean?.mean)));
  return (
    <Panel>
      <PanelHead
        title={`Versions in ${view.environment}`}
        sub={`${metric.name} over each one's whole time in service`}
      />
      {services.length === 0 ? (
        <PanelBody className="text-ink-3">Nothing served in this time.</PanelBody>
      ) : (
        <Table label={`Versions in ${view.environment}`} stacked>
          <thead>
            <tr>
              <Th>Version</Th>
              <Th>In service since</Th>
              <Th end>For</Th>
              <Th>By</Th>
              <Th end>Mean</Th>
              <Th end>n</Th>
            </tr>
          </thead>
          <tbody>
            {services.map((service) => (
              <Tr key={service.id}>
                <Td>
                  <Tag
                    tone={service.to === null ? "ink" : service.ended === "rolled_back" ? "bad" : undefined}
                    href={paths.version(view.model, service.version, { project: view.project })}
                  >
                    v{service.version}
                  </Tag>
                </Td>
                <Td label="Since">
                  <TimeAgo at={service.from} />
                </Td>
                <Td end label="For">
                  {lengthOf(service)}
                </Td>
                <Td label="By" className="w-full py-1 whitespace-normal">
                  <Source service={service} />
                </Td>
                <Td end label="Mean">
                  {service.mean ? formatMetric(service.mean.mean, digits) : "·"}
                </Td>
                <Td end dim label="n">
                  {formatCount(service.mean?.n ?? 0)}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

const lengthOf = ({ from, to }: Service) =>
  to === null ? "serving" : formatAge(Date.parse(to) - Date.parse(from));

function Source({ service: { source, promotion, ended, because } }: { service: Service }) {
  const rolledBack = ended === "rolled_back" && (
    <span className="text-bad">, rolled back{because ? `: ${because}` : ""}</span>
  );
  return (
    <>
      {promotion ? (
        <Link href={paths.promotion(promotion)} className="hover:underline">
          {serviceWords[source]}
        </Link>
      ) : (
        serviceWords[source]
      )}
      {rolledBack}
    </>
  );
}
