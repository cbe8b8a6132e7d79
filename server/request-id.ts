/** The name of a request in logs, answers and error messages: the sender's own where it gave a sound one. */
export function requestIdOf(headers: { get(name: string): string | null }): string {
  const given = headers.get("x-request-id");
  return given && /^[\w.:-]{8,80}$/.test(given) ? given : crypto.randomUUID();
}
