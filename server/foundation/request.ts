type Headers = { get(name: string): string | null };

/** The name of a request in logs, answers and error messages: the sender's own where it gave a sound one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given && /^[\w.:-]{8,80}$/.test(given) ? given : crypto.randomUUID();
}

/** The address a request came from, as the proxy before us tells it. */
export const addressOf = (headers: Headers): string | null =>
  headers.get("x-forwarded-for")?.split(",")[0]?.trim() || headers.get("x-real-ip") || null;
