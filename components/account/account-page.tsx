"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { chooseTheme, chosenTheme, type Theme, themeOf } from "@/components/shell/theme";
import { useTRPC } from "@/components/shell/trpc";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { SkeletonRows } from "@/components/ui/skeleton";
import { NameForm, PasswordForm } from "./account-forms";
import { SessionList } from "./session-list";

/** One's own name, password, sessions, roles and theme. */
export function AccountPage() {
  const trpc = useTRPC();
  const me = useQuery(trpc.account.me.queryOptions());
  return (
    <Page>
      <Crumbs items={[{ label: "Account" }]} />
      <PageHead title="Account" sub={me.data?.email} />
      <div className="grid max-w-[720px] gap-4">
        {me.isError && !me.data && <ErrorState {...errorText(me.error)} onRetry={me.refetch} />}
        {me.isPending && <SkeletonRows rows={3} />}
        {me.data && (
          <>
            <Panel>
              <PanelHead title="Name" />
              <PanelBody>
                <NameForm name={me.data.name} />
              </PanelBody>
            </Panel>
            <Panel>
              <PanelHead title="Password" />
              <PanelBody>
                <PasswordForm email={me.data.email} />
              </PanelBody>
            </Panel>
            <Panel>
              <PanelHead title="Sessions" sub="the browsers in which you are signed in" />
              <SessionList />
            </Panel>
            <Panel>
              <PanelHead title="Roles" />
              <PanelBody>
                {me.data.isOwner && <p>You own this installation: everything is open to you.</p>}
                {me.data.memberships.map(({ project, role }) => (
                  <p key={project}>
                    {role} <span className="text-ink-3">in</span> {project}
                  </p>
                ))}
                {!me.data.isOwner && me.data.memberships.length === 0 && <p>You are in no project.</p>}
              </PanelBody>
            </Panel>
          </>
        )}
        <Panel>
          <PanelHead title="Theme" sub="in this browser" />
          <PanelBody>
            <ThemeChoice />
          </PanelBody>
        </Panel>
      </div>
    </Page>
  );
}

function ThemeChoice() {
  // Only the browser knows the choice.
  const [theme, setTheme] = useState<Theme | null>(null);
  useEffect(() => setTheme(chosenTheme()), []);
  return (
    <Segmented
      label="Theme"
      value={theme ?? "system"}
      options={[
        { value: "system", label: "As the system" },
        { value: "light", label: "Light" },
        { value: "dark", label: "Dark" },
      ]}
      onChange={(value) => {
        const chosen = themeOf(value);
        chooseTheme(chosen);
        setTheme(chosen);
      }}
    />
  );
}
