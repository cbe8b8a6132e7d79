import { paths } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { visibleText } from "@/components/ui/visible-text";
import type { Environment } from "@/server/environments/schema";

const needsMaintainer = "This takes a maintainer of the project.";

/** The environments, most important first; buttons that rest say why. */
export function EnvironmentTable(props: {
  items: readonly Environment[];
  maintained: readonly string[];
  onEdit: (environment: Environment) => void;
  onRemove: (environment: Environment) => void;
}) {
  const { items, maintained, onEdit, onRemove } = props;
  const several = new Set(items.map((e) => e.project)).size > 1;
  return (
    <Table label="Environments" stacked>
      <thead>
        <tr>
          <Th>Environment</Th>
          {several && <Th>Project</Th>}
          <Th>Stands for</Th>
          <Th>Follows</Th>
          <Th end>Serves</Th>
          <Th end>On the way</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {items.map((e) => {
          const mine = maintained.includes(e.project);
          return (
            <Tr key={e.id}>
              <Td className="font-medium">{e.name}</Td>
              {several && (
                <Td dim label="Project">
                  {e.project}
                </Td>
              )}
              <Td label="Stands for">
                {e.model ? (
                  <Link href={paths.model(e.model, { project: e.project })} className="hover:underline">
                    {visibleText(e.model)}
                  </Link>
                ) : (
                  <span className="text-ink-3">every model</span>
                )}
              </Td>
              <Td label="Follows">
                <span className="mono">@{e.alias}</span> <span className="text-ink-3">in</span>{" "}
                <Link href={paths.connection(e.connection)} className="hover:underline">
                  {e.connectionName}
                </Link>
              </Td>
              <Td end label="Serves" dim={e.serving === 0}>
                {e.serving} {e.serving === 1 ? "model" : "models"}
              </Td>
              <Td end label="On the way" dim={e.openPromotions === 0}>
                {e.openPromotions}
              </Td>
              <Td className="text-right">
                <Button
                  variant="ghost"
                  size="s"
                  aria-label={`Edit ${e.name}`}
                  disabledReason={!mine && needsMaintainer}
                  onClick={() => onEdit(e)}
                >
                  Edit
                </Button>{" "}
                <Button
                  variant="ghost"
                  size="s"
                  aria-label={`Remove ${e.name}`}
                  disabledReason={
                    !mine
                      ? needsMaintainer
                      : e.openPromotions > 0 &&
                        "A promotion is on its way into it: decide or cancel it first."
                  }
                  onClick={() => onRemove(e)}
                >
                  Remove
                </Button>
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
