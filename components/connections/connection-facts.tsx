"use client";
import type { ReactNode } from "react";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { TimeAgo } from "@/components/ui/time-ago";
import { vendorOf } from "@/server/backends/vendors";
import type { Connection } from "@/server/connections/schema";
import { wordsOf } from "./field-values";
import { everyWords } from "./words";

/** Its settings, and how far each of its streams has been read. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { url, hasCredentials, options, cursor, createdAt, vendor } = connection;
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
          <Fact name="Read">{everyWords(options.everySeconds)}</Fact>
          {Object.entries(vendorOf(vendor).options).map(([key, field]) => {
            const words = wordsOf(field, options[key]);
            return (
              words.length > 0 && (
                <Fact key={key} name={field.label}>
                  {words.map((line) => (
                    <p key={line}>{line}</p>
                  ))}
                </Fact>
              )
            );
          })}
          <Fact name="Connected">
            <TimeAgo at={createdAt} />
          </Fact>
        </dl>
      </Panel>
      {cursor.length > 0 && (
        <Panel>
          <PanelHead title="How far" sub="where the next sync continues" />
          <Table label="How far each stream has been read" stacked>
            <thead>
              <tr>
                <Th>Stream</Th>
                <Th>Changes up to</Th>
                <Th>The past</Th>
                <Th>Read</Th>
              </tr>
            </thead>
            <tbody>
              {cursor.map(({ stream, upTo, backTo, readAt }) => (
                <Tr key={stream}>
                  <Td className="w-full max-w-0 truncate">{stream}</Td>
                  {/* A stream without any items yet has a time in 1970. */}
                  <Td dim label="Changes up to">
                    {upTo && Date.parse(upTo) > 0 ? <TimeAgo at={upTo} /> : "nothing yet"}
                  </Td>
                  <Td dim label="The past">
                    {backTo ? (
                      <>
                        back to <TimeAgo at={backTo} />
                      </>
                    ) : (
                      "all of it"
                    )}
                  </Td>
                  <Td dim label="Read">
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
