import type { ReactNode } from "react";
import { paths } from "@/components/shell/paths";
import { EmptyState } from "@/components/ui/empty-state";
import { orList } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { StateIcon } from "@/components/ui/state-icon";
import { TimeAgo } from "@/components/ui/time-ago";
import { vendorOf, vendors } from "@/server/backends/vendors";
import type { Connection } from "@/server/connections/schema";
import { countWords, stateOf } from "./words";

/**
 * Connections with their states. Apart from their page: vendors are described together with their schemas.
 * @param connect what a reader without connections is offered
 */
export function ConnectionList(props: { items: Connection[]; withProject: boolean; connect: ReactNode }) {
  const { items, withProject, connect } = props;
  if (items.length > 0) return <ConnectionTable items={items} withProject={withProject} />;
  return (
    <EmptyState title="Nothing is connected yet" action={connect}>
      Runs, metrics and models come from the systems that your team uses, such as{" "}
      {orList(vendors.map(({ name }) => name))}. A training run and a pipeline of the same commit find each
      other.
    </EmptyState>
  );
}

function ConnectionTable({ items, withProject }: { items: Connection[]; withProject: boolean }) {
  return (
    <Table label="Connections" stacked>
      <thead>
        <tr>
          <Th>State</Th>
          <Th>Name</Th>
          {withProject && <Th>Project</Th>}
          <Th className="md:max-lg:hidden">Address</Th>
          <Th>What was read</Th>
          <Th>Read</Th>
        </tr>
      </thead>
      <tbody>
        {items.map((connection) => {
          const { id, name, vendor, url, lastSyncAt, error } = connection;
          return (
            <Tr key={id}>
              <Td label="State" title={error?.what}>
                <StateIcon {...stateOf(connection)} />
              </Td>
              <Td className="font-medium max-md:-order-1">
                <Link href={paths.connection(id)} className="after:absolute after:inset-0">
                  <bdi>{name}</bdi>
                </Link>{" "}
                {name.toLowerCase() !== vendor && (
                  <span className="font-normal text-ink-3">{vendorOf(vendor).name}</span>
                )}
              </Td>
              {withProject && (
                <Td dim label="Project">
                  {connection.project}
                </Td>
              )}
              <Td dim label="Address" className="w-full max-w-0 truncate md:max-lg:hidden">
                {url}
              </Td>
              <Td dim label="What was read">
                {countWords(connection) || "nothing yet"}
              </Td>
              <Td dim label="Read">
                {lastSyncAt ? <TimeAgo at={lastSyncAt} /> : "never"}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
