import { paths } from "@/components/shell/paths";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { orList } from "@/components/ui/format";
import type { Snippets } from "@/server/backends/vendor";
import { vendorsWith } from "@/server/backends/vendors";

const registries = vendorsWith("registry");
/** One line of code for each registry that has one. */
const codeOf = (pick: (snippets: Snippets) => string) =>
  registries.flatMap(({ snippets }) => (snippets ? [pick(snippets)] : [])).join("\n");

export function NoModels({ project }: { project?: string }) {
  return (
    <EmptyState
      title="No models yet"
      action={<ButtonLink href={paths.connections({ project })}>Connections</ButtonLink>}
      code={codeOf((snippets) => snippets.model)}
    >
      Models appear once a model registry ({orList(registries.map(({ name }) => name))}) is connected and a
      model is registered in it.
    </EmptyState>
  );
}

export function NoVersions({ model }: { model: string }) {
  return (
    <EmptyState title="No versions yet" code={codeOf((snippets) => snippets.version(model))}>
      A version appears with the next sync once it is registered.
    </EmptyState>
  );
}
