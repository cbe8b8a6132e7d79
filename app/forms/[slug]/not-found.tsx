import { headers } from "next/headers";
import { PublicFormClosed } from "@/components/forms/public-form-closed";
import { loadForm } from "./load-form";

/** Next.js gives this page no parameters: the address comes from proxy.ts. */
export default async function FormNotFound() {
  const path = (await headers()).get("x-path") ?? "";
  const slug = /^\/forms\/([^/?]+)/.exec(path)?.[1];
  const form = slug ? await loadForm(decodeURIComponent(slug)) : null;
  return <PublicFormClosed title={form?.closed ? form.title : null} />;
}
