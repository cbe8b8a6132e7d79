import { processDb } from "@/server/foundation/db/process-db";
import { readiness } from "@/server/health/service";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const found = await readiness(processDb(), Date.now());
  return Response.json(found, { status: found.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
}
