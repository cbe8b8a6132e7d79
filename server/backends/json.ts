/**
 * Parses JSON that may hold the bare words NaN and Infinity, as Python writes them: they become the strings "NaN",
 * "Infinity" and "-Infinity". @throws SyntaxError for anything else that is not JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/\bNaN\b|\bInfinity\b/.test(text)) throw error;
    const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (part) =>
      part.startsWith('"') ? part : `"${part === "-NaN" ? "NaN" : part}"`,
    );
    return JSON.parse(quoted);
  }
}

/** Whether a body is a page for people rather than data. */
export function looksLikeHtml(contentType: string, text: string): boolean {
  return (
    contentType.includes("text/html") || /^\s*<(?:!doctype|html|head|body|\?xml)/i.test(text.slice(0, 200))
  );
}
