import type { Metadata } from "next";
import { NotFoundPage } from "@/components/workspace/not-found-page";

export const metadata: Metadata = { title: "Not found" };

export default NotFoundPage;
