type Headers = { get(name: string): string | null };

/** The id of a request in logs, answers and error messages: the sender's own where it is well formed. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given && /^[\w.:-]{8,80}$/.test(given) ? given : crypto.randomUUID();
}

/** The address a request came from; `server/http/client-address.ts` has put it into this header. */
export const addressOf = (headers: Headers): string | null => headers.get("x-forwarded-for");
