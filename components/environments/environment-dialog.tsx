"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { fieldErrors } from "@/components/shell/field-errors";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { visibleText } from "@/components/ui/visible-text";
import { hasCapability } from "@/server/backends/vendors";
import { type Environment, putEnvironment } from "@/server/environments/schema";

/** As the fields hold it: no model is the empty choice. */
const draft = putEnvironment
  .pick({ project: true, name: true, connection: true, alias: true })
  .extend({ model: z.string() });
type Draft = z.input<typeof draft>;

/** Makes an environment, or changes which alias it follows. Its name and model stay: history hangs on them. */
export function EnvironmentDialog(props: {
  environment: Environment | null;
  projects: readonly string[];
  onClose: () => void;
}) {
  const { environment, projects, onClose } = props;
  const trpc = useTRPC();
  const client = useQueryClient();
  const editor = useForm<Draft>({
    resolver: zodResolver(draft),
    defaultValues: environment
      ? { ...environment, model: environment.model ?? "" }
      : { project: projects[0], name: "", model: "", connection: "", alias: "" },
  });
  const project = editor.watch("project") ?? "";
  const connections = useQuery(trpc.connections.list.queryOptions({ project }, { enabled: project !== "" }));
  const models = useQuery(
    trpc.models.list.queryOptions({ project, limit: 200 }, { enabled: project !== "" && !environment }),
  );
  const registries = (connections.data?.items ?? []).filter(({ vendor }) =>
    hasCapability(vendor, "registry"),
  );
  const onlyRegistry = registries.length === 1 ? registries[0]?.id : undefined;
  const put = useMutation(
    trpc.environments.put.mutationOptions({
      onSuccess: async (made) => {
        await client.invalidateQueries({ queryKey: trpc.environments.pathKey() });
        const serving = made.serving === 1 ? "One model serves there" : `${made.serving} models serve there`;
        toast({
          text: made.serving > 0 ? `${made.name}: ${serving} already` : `${made.name} is ready`,
          tone: "ok",
        });
        onClose();
      },
    }),
  );
  const said = fieldErrors(put.error, ["name", "alias", "connection", "model"], { CONFLICT: "alias" });
  const { errors } = editor.formState;
  const errorOf = (field: "name" | "alias" | "connection" | "model") => {
    const message = errors[field]?.message;
    return message ? `This ${message}.` : said.of[field];
  };
  const connection = editor.watch("connection");
  const save = editor.handleSubmit((values) => put.mutate({ ...values, model: values.model || undefined }));
  return (
    <Dialog
      open
      onClose={onClose}
      title={environment ? `Edit ${environment.name}` : "New environment"}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="environment-editor" busy={put.isPending}>
            {environment ? "Save" : "Make environment"}
          </Button>
        </>
      }
    >
      <form
        id="environment-editor"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          // The only registry there is goes without choosing.
          if (!connection && onlyRegistry) editor.setValue("connection", onlyRegistry);
          void save(event);
        }}
      >
        {said.rest && <ErrorState {...said.rest} inline />}
        {!environment && projects.length > 1 && (
          <Field label="Project">
            {(control) => (
              <Select
                {...control}
                {...editor.register("project")}
                options={projects.map((slug) => ({ value: slug, label: slug }))}
              />
            )}
          </Field>
        )}
        {!environment && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" error={errorOf("name")}>
              {(control) => (
                <Input {...control} {...editor.register("name")} data-autofocus placeholder="production" />
              )}
            </Field>
            <Field label="Stands for" error={errorOf("model")}>
              {(control) => (
                <Select
                  {...control}
                  {...editor.register("model")}
                  options={[
                    { value: "", label: "Every model" },
                    ...(models.data?.items ?? []).map((m) => ({ value: m.name, label: visibleText(m.name) })),
                  ]}
                />
              )}
            </Field>
          </div>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Registry"
            error={
              connections.data && registries.length === 0
                ? "This project has no connection to a model registry yet: add one first."
                : errorOf("connection")
            }
          >
            {(control) => (
              <Select
                {...control}
                {...editor.register("connection")}
                value={connection || onlyRegistry || ""}
                options={[
                  ...(onlyRegistry ? [] : [{ value: "", label: "Choose" }]),
                  ...registries.map((c) => ({ value: c.id, label: c.name })),
                ]}
              />
            )}
          </Field>
          <Field label="Alias" hint="as the registry has it, without the @" error={errorOf("alias")}>
            {(control) => (
              <Input {...control} {...editor.register("alias")} className="mono" placeholder="champion" />
            )}
          </Field>
        </div>
        <p className="text-sub text-ink-3">
          {environment && environment.serving > 0
            ? "What serves there now ends in Terrapin when the alias changes; what the other alias stands on begins. Nothing moves in the registry."
            : "What the alias stands on already is taken over as serving. Nothing moves in the registry."}
        </p>
      </form>
    </Dialog>
  );
}
