"use client";
import type { ReactNode } from "react";
import { formatDuration } from "@/components/ui/format-time";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Connection } from "@/server/connections/schema";

/** How it is set up, and how far each of its streams has been read. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { url, hasCredentials, options, cursor, createdAt, vendor } = connection;
  const { everySeconds = 30, experiments, projects, kinds } = options;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel>
        <PanelHead title="Set up" />
        <dl className="hairlines">
          <Fact name="Address">
            <a href={url} target="_blank" rel="noreferrer" className="text-accent underline">
              {url}
            </a>
          </Fact>
          <Fact name="Credentials">{hasCredentials ? "stored, encrypted" : "none"}</Fact>
          <Fact name="Read">every {formatDuration(everySeconds * 1000)}</Fact>
          {vendor === "mlflow" && <Fact name="Experiments">{experiments?.join(", ") ?? "all"}</Fact>}
          {vendor === "gitlab" && <Fact name="GitLab projects">{projects?.join(", ")}</Fact>}
          {kinds && kinds.length > 0 && (
            <Fact name="Kinds">
              {kinds.map(({ kind, project, name, ref, source }) => {
                const fits = [project, name, ref, source].filter(Boolean).join(", ") || "everything";
                return (
                  <p key={`${fits} ${kind}`}>
                    {fits} is {kind}
                  </p>
                );
              })}
            </Fact>
          )}
          <Fact name="Connected">
            <TimeAgo at={createdAt} />
          </Fact>
        </dl>
      </Panel>
      {cursor.length > 0 && (
        <Panel>
          <PanelHead title="How far" sub="where the next reading goes on" />
          <Table label="How far each stream has been read">
            <thead>
              <tr>
                <Th>Stream</Th>
                <Th>Changes up to</Th>
                <Th>The past</Th>
                <Th>Asked</Th>
              </tr>
            </thead>
            <tbody>
              {cursor.map(({ stream, upTo, backTo, readAt }) => (
                <Tr key={stream}>
                  <Td className="w-full max-w-0 truncate">{stream}</Td>
                  {/* A stream that gave nothing yet stands at 1970. */}
                  <Td dim>{upTo && Date.parse(upTo) > 0 ? <TimeAgo at={upTo} /> : "nothing yet"}</Td>
                  <Td dim>
                    {backTo ? (
                      <>
                        back to <TimeAgo at={backTo} />
                      </>
                    ) : (
                      "all of it"
                    )}
                  </Td>
                  <Td dim>
                    <TimeAgo at={readAt} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </Panel>
      )}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 px-3.5 py-2">
      <dt className="w-32 flex-none text-ink-3">{name}</dt>
      <dd className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
