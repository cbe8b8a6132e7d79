"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ArrowUpRight } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { followRollBack } from "@/components/promotions/follow-roll-back";
import { usePaletteActions } from "@/components/shell/palette-actions";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button, ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { PageHead } from "@/components/ui/page-head";
import { visibleText } from "@/components/ui/visible-text";
import type { ModelHead as Head } from "@/server/models/schema";
import { DeletedTag } from "./deleted-tag";

const RollBackDialog = dynamic(
  () => import("@/components/promotions/roll-back-dialog").then((m) => m.RollBackDialog),
  { ssr: false },
);

/** A model's name and facts, with the buttons to request a promotion and to roll back. */
export function ModelHead({ head }: { head: Head }) {
  const [rollingBack, setRollingBack] = useState(false);
  const trpc = useTRPC();
  const client = useQueryClient();
  const { rollback } = head;
  const name = visibleText(head.name);
  const main = rollback.environment;
  const noRequest = refusalToAsk(head);
  const request = paths.newPromotion({ model: head.name, project: head.project });
  usePaletteActions([
    {
      id: "request",
      label: `Request promotion of ${name}`,
      href: request,
      disabledReason: noRequest,
    },
    {
      id: "roll back",
      label: `Roll back ${name} in ${main ?? "production"}`,
      run: () => setRollingBack(true),
      disabledReason: rollback.refusal,
    },
  ]);
  return (
    <>
      <PageHead
        title={<span dir="auto">{name}</span>}
        beside={<DeletedTag at={head.deletedAt} />}
        sub={<About head={head} />}
        actions={
          <>
            <Button disabledReason={rollback.refusal} onClick={() => setRollingBack(true)}>
              Roll back {main ?? "production"}
            </Button>
            {noRequest ? (
              <Button variant="primary" disabledReason={noRequest}>
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
      {rollingBack && rollback.promotion && rollback.to && (
        <RollBackDialog
          rollBack={{
            promotion: rollback.promotion,
            model: head.name,
            environment: main ?? "",
            alias: head.environments[0]?.alias ?? "",
            from: rollback.from ?? "",
            to: rollback.to,
          }}
          onDone={(made) =>
            followRollBack(client, trpc, { promotion: made, environment: main ?? "", to: rollback.to ?? "" })
          }
          onClose={() => setRollingBack(false)}
        />
      )}
    </>
  );
}

/** Why a promotion can't be requested now; null when it can. */
export function refusalToAsk(at: {
  you: Head["you"];
  deletedAt: string | null;
  environments: readonly unknown[];
  versions?: number;
}): string | null {
  if (at.deletedAt !== null) return "It was deleted in the registry.";
  if (at.you === "viewer") return "This takes a contributor; you are viewer here.";
  if (at.versions === 0) return "No version is registered yet.";
  if (at.environments.length === 0)
    return "No environment stands for this model yet: a maintainer makes one in Settings.";
  return null;
}

function About({ head }: { head: Head }) {
  const versions = `${formatCount(head.versions)} ${head.versions === 1 ? "version" : "versions"}`;
  return (
    <span className="flex flex-wrap gap-x-1.5 gap-y-1">
      {head.description && (
        <>
          <span dir="auto" className="max-w-prose truncate" title={head.description}>
            {head.description}
          </span>
          <Dot />
        </>
      )}
      <span>owned by {head.project}</span>
      <Dot />
      <Link href={paths.connection(head.connection)} className="hover:text-ink hover:underline">
        {head.connectionName} registry
      </Link>
      <Dot />
      <span>{versions}</span>
      {head.reports > 0 && (
        <>
          <Dot />
          <Link
            href={paths.feedback({ project: head.project, model: head.name, status: "open" })}
            className="hover:text-ink hover:underline"
          >
            {formatCount(head.reports)} open {head.reports === 1 ? "report" : "reports"}
          </Link>
        </>
      )}
      {head.url && head.deletedAt === null && (
        <>
          <Dot />
          <a href={head.url} target="_blank" rel="noreferrer" className="hover:text-ink hover:underline">
            open in {head.connectionName} <ArrowUpRight size={12} className="inline" />
          </a>
        </>
      )}
    </span>
  );
}

const Dot = () => <span aria-hidden="true">·</span>;
