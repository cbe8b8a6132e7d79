import { paths } from "@/components/shell/paths";
import { useRights } from "@/components/shell/use-rights";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { visibleText } from "@/components/ui/visible-text";
import type { Challenge } from "@/server/promotions/schema";

/** No policy is in force for the place: says so, and gives the one step to whoever may take it. */
export function MissingPolicy({ at }: { at: Pick<Challenge, "project" | "model" | "environment"> }) {
  const { project, model, environment } = at;
  const refused = useRights().whyNot("policies.manage", project);
  return (
    <Panel>
      <EmptyState
        title={`${visibleText(model)} has no policy for ${environment} yet`}
        action={
          refused ? (
            <ButtonLink href={paths.people({ project })}>See who is maintainer</ButtonLink>
          ) : (
            <ButtonLink variant="primary" href={paths.policies({ project, model, environment })}>
              Write the policy
            </ButtonLink>
          )
        }
      >
        A policy says which gates a version must pass, and who must agree. A promotion is judged by it, so it
        comes first.{refused && " A maintainer of the project writes it."}
      </EmptyState>
    </Panel>
  );
}
