import type { Metadata } from "next";
import { PublicForm } from "@/components/forms/public-form";
import { PublicFormClosed } from "@/components/forms/public-form-closed";
import { sessionCtx } from "@/server/http/auth";
import { createCaller } from "@/server/router";

type Props = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const load = async (slug: string) =>
  createCaller(await sessionCtx())
    .forms.public({ slug })
    .catch(() => null);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const form = await load((await params).slug);
  return { title: form?.title ?? "No form here", robots: "noindex" };
}

export default async function Page({ params, searchParams }: Props) {
  const form = await load((await params).slug);
  if (!form || form.closed) return <PublicFormClosed title={form?.title ?? null} />;
  const asked = new Set(form.fields.map((field) => field.key));
  const given = Object.entries(await searchParams).flatMap(([key, value]) =>
    asked.has(key) && typeof value === "string" ? [[key, value] as const] : [],
  );
  return <PublicForm form={form} given={Object.fromEntries(given)} />;
}
