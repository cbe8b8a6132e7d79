"use client";

import type { ReactNode } from "react";
import { usePaletteActions } from "@/components/shell/palette-actions";
import { paths } from "@/components/shell/paths";
import { Button, ButtonLink } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import { visibleText } from "@/components/ui/visible-text";
import type { VersionDetail } from "@/server/models/schema";
import { DeletedTag } from "./deleted-tag";
import { refusalToAsk } from "./model-head";
import { setOutside, VersionStateIcon } from "./state";
import { Serves } from "./version-columns";

/** A version's name, where it serves, its source, and the button to request its promotion. */
export function VersionHead({ detail }: { detail: VersionDetail }) {
  const { model, version, project, state, environment } = detail;
  const { you, deletedAt } = detail;
  const refusal = refusalToAsk({ you, deletedAt, environments: environment === null ? [] : [environment] });
  const request = paths.newPromotion({ model, version, project });
  usePaletteActions([
    {
      id: "request",
      label: `Request promotion of ${visibleText(model)} v${version}`,
      href: request,
      disabledReason: refusal,
    },
  ]);
  return (
    <>
      <PageHead
        title={
          <span dir="auto">
            {visibleText(model)} v{version}
          </span>
        }
        beside={
          <span className="flex flex-wrap items-center gap-1">
            <DeletedTag at={deletedAt} />
            {detail.serves.length > 0 && <Serves serves={detail.serves} />}
            {detail.aliases.map((alias) => (
              <Tag key={alias} mono title="alias in the registry">
                @{alias}
              </Tag>
            ))}
          </span>
        }
        sub={
          <Line>
            <VersionStateIcon state={state} main={environment} />
            <span>
              registered <TimeAgo at={detail.createdAt} />
              {detail.createdBy ? ` by ${detail.createdBy}` : "; the registry has no name for its author"}
            </span>
            {detail.serves
              .filter((each) => each.promotion === null)
              .map((each) => (
                <span key={each.environment}>
                  serves {each.environment}: {setOutside}
                </span>
              ))}
            {detail.commitSha && (
              <span>
                commit <Copyable value={detail.commitSha} label="the commit" />
              </span>
            )}
            <span>
              digest <Copyable value={detail.digest} label="the digest" />
            </span>
            {detail.run ? (
              <span>
                from run{" "}
                <Link href={paths.run(detail.run.id)} className="text-accent underline">
                  {detail.run.name}
                </Link>
              </span>
            ) : (
              detail.runExternalId && <span>from run {detail.runExternalId}, not read yet</span>
            )}
          </Line>
        }
        actions={
          <>
            {detail.url && deletedAt === null && (
              <ButtonLink href={detail.url} external>
                Open in {detail.connectionName}
              </ButtonLink>
            )}
            {refusal ? (
              <Button variant="primary" disabledReason={refusal}>
                Request promotion
              </Button>
            ) : (
              <ButtonLink variant="primary" href={request}>
                Request promotion
              </ButtonLink>
            )}
          </>
        }
      />
      {detail.status !== "READY" && (
        <Notice tone={detail.status.startsWith("FAILED") ? "bad" : "wait"}>
          The registry says {detail.status.toLowerCase().replaceAll("_", " ")} of this version.
        </Notice>
      )}
    </>
  );
}

/** Facts in a row with dots between them. */
function Line({ children }: { children: ReactNode }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 [&>*+*]:before:mr-2 [&>*+*]:before:content-['·']">
      {children}
    </span>
  );
}
