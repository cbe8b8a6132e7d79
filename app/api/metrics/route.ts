import { processDb } from "@/server/foundation/db/process-db";
import { metricsText } from "@/server/health/service";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" };
  return new Response(await metricsText(processDb(), Date.now()), { headers });
}
