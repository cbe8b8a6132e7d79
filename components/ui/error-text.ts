type Told = { what: string; why?: string; todo?: string; requestId?: string };

/**
 * The text of an error for the reader. Errors of our API carry `data.words {what, why?, todo?}` and
 * `data.requestId`; of others only the message is known.
 */
export function errorText(error: unknown): Told {
  const data = field(error, "data");
  const words = field(data, "words");
  const text = (from: unknown, name: string) => {
    const value = field(from, name);
    return typeof value === "string" && value ? value : undefined;
  };
  return {
    what: text(words, "what") ?? text(error, "message") ?? "Something failed without saying why.",
    why: text(words, "why"),
    todo: text(words, "todo"),
    requestId: text(data, "requestId"),
  };
}

function field(from: unknown, name: string): unknown {
  return typeof from === "object" && from !== null && name in from
    ? (from as Record<string, unknown>)[name]
    : undefined;
}
