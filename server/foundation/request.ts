type Headers = { get(name: string): string | null };

/** The id of a request in logs, answers and error messages: the sender's own where it is well formed. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given && /^[\w.:-]{8,80}$/.test(given) ? given : crypto.randomUUID();
}

/** The address a request came from, from the headers of the proxy in front. */
export const addressOf = (headers: Headers): string | null =>
  headers.get("x-forwarded-for")?.split(",")[0]?.trim() || headers.get("x-real-ip") || null;
