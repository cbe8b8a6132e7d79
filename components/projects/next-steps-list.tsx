"use client";
import { paths } from "@/components/shell/paths";
import { ButtonLink } from "@/components/ui/button";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Step } from "./step";

/** What a connected project still needs before a model can be promoted: an environment, then a policy. */
export function NextStepsList({ project, named }: { project?: string; named: boolean }) {
  return (
    <Panel className="mb-4" label="Next steps">
      <PanelHead
        title="Before a model can be promoted"
        sub={named ? "one step is left" : "two steps are left"}
      />
      <ol className="grid md:grid-cols-2">
        <Step number={1} done={named} title="Name your environments">
          <p>Where versions serve, such as production: an alias in the registry.</p>
          {!named && (
            <div className="mt-3">
              <ButtonLink variant="primary" href={paths.environments({ project })}>
                Environments
              </ButtonLink>
            </div>
          )}
        </Step>
        <Step number={2} done={false} title="Write a policy" waits={!named}>
          <p>The gates that a version must pass, and who agrees before it goes there.</p>
          <div className="mt-3">
            <ButtonLink variant={named ? "primary" : undefined} href={paths.policies({ project })}>
              Policies
            </ButtonLink>
          </div>
        </Step>
      </ol>
    </Panel>
  );
}
