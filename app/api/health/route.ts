export const dynamic = "force-dynamic";

/** Liveness: this process answers. Whether it can do its work is /api/ready's to say. */
export const GET = () => Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
