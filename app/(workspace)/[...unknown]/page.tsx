import { notFound } from "next/navigation";
import { pathOfRequest, requireSession } from "@/server/http/auth";

/** Every address that no other page has: it is answered 404 in the frame, to who is signed in. */
export default async function Page() {
  await requireSession(await pathOfRequest());
  notFound();
}
