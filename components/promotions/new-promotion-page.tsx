"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type inferParserType, useQueryStates } from "nuqs";
import { type FormEvent, useState } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button, ButtonLink } from "@/components/ui/button";
import type { Choice } from "@/components/ui/choice-list";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Field } from "@/components/ui/field";
import { Link } from "@/components/ui/link";
import { PageHead } from "@/components/ui/page-head";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { Textarea } from "@/components/ui/textarea";
import { visibleText } from "@/components/ui/visible-text";
import { roleHas } from "@/server/access/rights";
import type { Challenge, Preview } from "@/server/promotions/schema";
import { Comparison } from "./comparison";
import { ruleWords } from "./decision-panel";
import { GatesPanel } from "./gates-panel";
import { MissingPolicy } from "./missing-policy";
import {
  challengeOf,
  environmentChoicesQuery,
  modelChoicesQuery,
  previewQuery,
  versionChoicesQuery,
} from "./queries";
import { requestParams } from "./search-params";

const Combobox = dynamic(() => import("@/components/ui/combobox").then((m) => m.Combobox), {
  ssr: false,
  loading: () => <Skeleton className="h-control" />,
});

/** Requests a promotion, beside the comparison and the gates as of now. */
export function NewPromotionPage() {
  const trpc = useTRPC();
  const [named, setNamed] = useQueryStates(requestParams);
  const project = named.project ?? undefined;
  const challenge = challengeOf(named);
  const preview = useQuery(previewQuery(trpc, named));
  const models = useQuery(modelChoicesQuery(trpc, named));
  const namesakes = models.data?.items.filter(({ name }) => name === named.model).length ?? 0;
  // The preview refuses with a conflict where no policy is in force, and where the name stands for several models.
  const noPolicy = preview.error?.data?.code === "CONFLICT" && namesakes === 1;
  return (
    <Page>
      <Crumbs
        items={[{ label: "Promotions", href: paths.promotions({ project }) }, { label: "Request promotion" }]}
      />
      <PageHead title="Request promotion" sub="the gates are looked at now, and pinned when you ask" />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 gap-4 max-lg:order-2">
          {!challenge ? (
            <Panel>
              <PanelBody className="text-ink-3">
                Choose a model, a version and an environment: its difference to what serves there now, and the
                gates it would have to pass, stand here.
              </PanelBody>
            </Panel>
          ) : preview.data ? (
            <>
              <Comparison evidence={preview.data.evidence} gates={preview.data.gates} />
              <GatesPanel
                gates={preview.data.gates}
                sub={`policy ${preview.data.evidence.policy.revision}, as of now`}
              />
            </>
          ) : noPolicy ? (
            <MissingPolicy at={challenge} />
          ) : preview.isError ? (
            <Panel>
              <ErrorState {...errorText(preview.error)} onRetry={preview.refetch} />
            </Panel>
          ) : (
            <Skeleton className="h-80" />
          )}
        </div>
        <Panel>
          <PanelHead title="What goes where" />
          <PanelBody className="grid gap-4">
            <Choices named={named} onChange={setNamed} />
            {challenge && !noPolicy && <Ask challenge={challenge} preview={preview.data ?? null} />}
          </PanelBody>
        </Panel>
      </div>
    </Page>
  );
}

type Named = inferParserType<typeof requestParams>;

function Choices(props: { named: Named; onChange: (next: Partial<Named>) => void }) {
  const { named, onChange } = props;
  const trpc = useTRPC();
  const model = named.model ?? "";
  const models = useQuery(modelChoicesQuery(trpc, named));
  const versions = useQuery(versionChoicesQuery(trpc, named));
  const environments = useQuery(environmentChoicesQuery(trpc, named));
  return (
    <>
      <Field label="Model">
        {(control) => (
          <Combobox
            {...control}
            value={model}
            onChange={(chosen) => {
              const found = models.data?.items.find(({ name }) => name === chosen);
              onChange({
                model: found?.name ?? null,
                project: found?.project ?? named.project,
                version: null,
                environment: null,
              });
            }}
            choices={withOwn(
              model,
              (models.data?.items ?? []).map((m) => ({ value: m.name, label: visibleText(m.name) })),
            )}
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Version">
          {(control) => (
            <Combobox
              {...control}
              value={named.version ?? ""}
              onChange={(version) => onChange({ version })}
              choices={withOwn(
                named.version ?? "",
                (versions.data?.items ?? []).map((v) => ({
                  value: v.version,
                  label: `v${v.version}${v.environments.length ? `, serves ${v.environments.join(", ")}` : ""}`,
                })),
              )}
            />
          )}
        </Field>
        <Field
          label="Environment"
          error={
            model && environments.data?.items.length === 0
              ? "No environment stands for this model yet."
              : undefined
          }
        >
          {(control) => (
            <Select
              {...control}
              value={named.environment ?? ""}
              onChange={(event) => onChange({ environment: event.target.value || null })}
              options={withOwn(named.environment ?? "", [
                { value: "", label: "Choose" },
                ...(environments.data?.items ?? []).map((e) => ({ value: e.name, label: e.name })),
              ])}
            />
          )}
        </Field>
      </div>
    </>
  );
}

/** Adds the value from the address, which is shown before its list is loaded. */
function withOwn(value: string, options: Choice[]): Choice[] {
  if (!value) return options;
  return options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: visibleText(value) }];
}

function Ask({ challenge, preview }: { challenge: Challenge; preview: Preview | null }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [reason, setReason] = useState("");
  const request = useMutation(
    trpc.promotions.request.mutationOptions({
      async onSuccess(made) {
        await client.invalidateQueries({ queryKey: trpc.promotions.pathKey() });
        router.push(paths.promotion(made.id));
      },
    }),
  );
  const blocked = preview?.gates.some(({ result }) => result !== "pass") ?? false;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (whyNot(preview, reason) === null) request.mutate({ ...challenge, reason });
  };
  return (
    <form className="grid gap-3" onSubmit={submit}>
      <Field label="Reason" hint="What changed, and why it should serve. Approvers read this first.">
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={4000}
            placeholder="Deeper trees, same data. Fewer false negatives."
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Button
        variant="primary"
        type="submit"
        busy={request.isPending}
        disabledReason={whyNot(preview, reason)}
      >
        Request promotion
      </Button>
      {request.error && <ErrorState inline {...errorText(request.error)} />}
      {preview && <p className="text-sub text-ink-3">{preview.refusal ?? consequence(preview, blocked)}</p>}
      {preview?.open && (
        <Link href={paths.promotion(preview.open)} className="text-sub text-accent hover:underline">
          Open that promotion
        </Link>
      )}
      {preview?.refusal === null && (
        <ButtonLink
          variant="ghost"
          href={paths.version(challenge.model, challenge.version, { project: challenge.project })}
        >
          Look at v{challenge.version}
        </ButtonLink>
      )}
    </form>
  );
}

function whyNot(preview: Preview | null, reason: string): string | null {
  if (!preview) return "The gates have not been looked at yet.";
  if (!roleHas(preview.role, "promotions.request"))
    return `This takes a contributor; you are ${preview.role} here.`;
  return preview.refusal ?? (reason.trim() ? null : "Say why it should serve.");
}

function consequence({ evidence, target }: Preview, blocked: boolean): string {
  if (blocked)
    return "A gate does not pass: the request is blocked until it does, and nobody is asked before.";
  const { rules } = evidence.policy;
  const moves = `${target.connectionName} moves ${target.alias} from ${evidence.champion ? `v${evidence.champion.version}` : "nothing"} to v${evidence.challenger.version}`;
  if (rules.length === 0) return `Nobody has to agree: ${moves} at once.`;
  const who = rules.map((rule) => ruleWords(rule).toLowerCase()).join(" and ");
  return `${who.charAt(0).toUpperCase()}${who.slice(1)} must agree; your own approval does not count. Then ${moves}.`;
}
