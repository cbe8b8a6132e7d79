import type { Metadata } from "next";
import { FeedbackPage } from "@/components/feedback/feedback-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Feedback" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/feedback");
  const { project } = await searchParams;
  return <FeedbackPage project={project} />;
}
