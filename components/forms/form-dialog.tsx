"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFieldArray, useForm } from "react-hook-form";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { visibleText } from "@/components/ui/visible-text";
import { type Form, newForm } from "@/server/forms/schema";
import { FormQuestions } from "./form-questions";
import { type Draft, starter } from "./form-starter";

/** Makes a form or changes one. Its address, model and environment stay: reports already sent hang on them. */
export function FormDialog(props: { project?: string; form: Form | null; onClose: () => void }) {
  const { form, onClose } = props;
  const trpc = useTRPC();
  const client = useQueryClient();
  const projects = useQuery(trpc.projects.list.queryOptions({}));
  const first = props.project ?? projects.data?.items[0]?.slug ?? "";
  const editor = useForm<Draft>({
    resolver: zodResolver(newForm),
    values: form ? { ...form, fields: form.fields } : undefined,
    defaultValues: { ...starter, project: first },
  });
  const project = editor.watch("project") || first;
  const models = useQuery(
    trpc.models.list.queryOptions({ project, limit: 200 }, { enabled: project !== "" }),
  );
  const environments = useQuery(
    trpc.environments.list.queryOptions({ project }, { enabled: project !== "" }),
  );
  const questions = useFieldArray({ control: editor.control, name: "fields" });
  const settled = {
    onSuccess: () => {
      client.invalidateQueries({ queryKey: trpc.forms.pathKey() });
      onClose();
    },
  };
  const create = useMutation(trpc.forms.create.mutationOptions(settled));
  const change = useMutation(trpc.forms.change.mutationOptions(settled));
  const failed = create.error ?? change.error;
  const { errors } = editor.formState;
  const save = editor.handleSubmit((draft) => {
    const values = newForm.parse({ ...draft, project });
    if (form)
      change.mutate({ slug: form.slug, title: values.title, intro: values.intro, fields: values.fields });
    else create.mutate(values);
  });
  // What serves is what users report about.
  const modelNames = (models.data?.items ?? [])
    .toSorted((a, b) => Number(b.serving.length > 0) - Number(a.serving.length > 0))
    .map((model) => model.name);
  const environmentNames = [
    ...new Set(environments.data?.items.map((environment) => environment.name) ?? []),
  ];
  const choose = (names: string[]) => [
    { value: "", label: "Choose" },
    ...names.map((n) => ({ value: n, label: visibleText(n) })),
  ];
  return (
    <Dialog
      open
      width="l"
      onClose={onClose}
      title={form ? `Edit “${form.title}”` : "New form"}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="form-editor"
            busy={create.isPending || change.isPending}
          >
            {form ? "Save" : "Publish form"}
          </Button>
        </>
      }
    >
      <form id="form-editor" onSubmit={save} noValidate className="grid gap-4">
        {failed && <ErrorState {...errorText(failed)} inline />}
        {!form && (
          <div className="grid gap-4 sm:grid-cols-3">
            {!props.project && (
              <Field label="Project" error={errors.project && "Choose a project"}>
                {(control) => (
                  <Select
                    {...control}
                    {...editor.register("project")}
                    options={choose(projects.data?.items.map((p) => p.slug) ?? [])}
                  />
                )}
              </Field>
            )}
            <Field label="Model" error={errors.model && "Choose a model"}>
              {(control) => (
                <Select {...control} {...editor.register("model")} options={choose(modelNames)} />
              )}
            </Field>
            <Field label="Environment" error={errors.environment && "Choose where it serves"}>
              {(control) => (
                <Select {...control} {...editor.register("environment")} options={choose(environmentNames)} />
              )}
            </Field>
          </div>
        )}
        <Field label="Title" error={errors.title?.message && `The title ${errors.title.message}`}>
          {(control) => (
            <Input {...control} {...editor.register("title")} placeholder="Report a wrong result" />
          )}
        </Field>
        {!form && (
          <Field
            label="Address"
            hint="what stands after /forms/"
            error={errors.slug?.message && `The address ${errors.slug.message}`}
          >
            {(control) => (
              <Input {...control} {...editor.register("slug")} className="mono" placeholder="wrong-result" />
            )}
          </Field>
        )}
        <Field label="Introduction" optional error={errors.intro?.message}>
          {(control) => <Textarea {...control} {...editor.register("intro")} rows={2} />}
        </Field>
        <FormQuestions editor={editor} questions={questions} />
      </form>
    </Dialog>
  );
}
