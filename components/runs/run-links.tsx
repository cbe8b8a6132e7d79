import { paths } from "@/components/shell/paths";
import { Link } from "@/components/ui/link";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { StateIcon } from "@/components/ui/state-icon";
import { TimeAgo } from "@/components/ui/time-ago";
import { visibleText } from "@/components/ui/visible-text";
import type { RunDetail } from "@/server/runs/schema";
import { shapeOf } from "./words";

/** What else the same commit brought about: its other runs, and the versions registered from this one. */
export function RunLinks({ run }: { run: RunDetail }) {
  const { sameCommit, versions } = run.links;
  return (
    <>
      {versions.length > 0 && (
        <Panel className="mb-4">
          <PanelHead title="Versions" sub="registered from this run" />
          <Table label="Versions">
            <tbody>
              {versions.map((version) => (
                <Tr key={`${version.model} ${version.version}`}>
                  <Td>
                    <Link
                      href={paths.version(version.model, version.version, { project: run.project })}
                      className="font-medium hover:underline"
                    >
                      {visibleText(version.model)} v{version.version}
                    </Link>
                  </Td>
                  <Td className="text-right text-ink-2">
                    <TimeAgo at={version.createdAt} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </Panel>
      )}
      {sameCommit.length > 0 && (
        <Panel>
          <PanelHead title="Runs of the same commit" />
          <Table label="Runs of the same commit">
            <thead>
              <tr>
                <Th>Pipeline</Th>
                <Th>Kind</Th>
                <Th className="text-right">Started</Th>
              </tr>
            </thead>
            <tbody>
              {sameCommit.map((other) => (
                <Tr key={other.id}>
                  <Td>
                    <Link
                      href={paths.run(other.id)}
                      className="inline-flex items-center gap-2 hover:underline"
                    >
                      <StateIcon shape={shapeOf(other.status)} label={other.status} />
                      <span className="font-medium">{other.pipeline}</span>
                      <span className="text-ink-3">{other.number ? `#${other.number}` : other.name}</span>
                    </Link>
                  </Td>
                  <Td>{other.kind}</Td>
                  <Td className="text-right text-ink-2">
                    <TimeAgo at={other.queuedAt} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </Panel>
      )}
    </>
  );
}
