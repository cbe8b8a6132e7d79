import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { givenBy } from "@/components/forms/given";
import { PublicForm } from "@/components/forms/public-form";
import { loadForm } from "./load-form";

type Props = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug } = await params;
  const form = await loadForm(slug);
  if (!form || form.closed) return { title: form?.title ?? "No form here", robots: "noindex" };
  return {
    title: form.title,
    description: form.intro || "A report to the people who look after the model.",
    // One form, however many predictions its links name.
    alternates: { canonical: `/forms/${slug}` },
  };
}

/** A form that is closed takes nothing any more: its address answers 404 as one that never was, in other words. */
export default async function Page({ params, searchParams }: Props) {
  const form = await loadForm((await params).slug);
  if (!form || form.closed) notFound();
  return <PublicForm form={form} {...givenBy(await searchParams, form)} />;
}
