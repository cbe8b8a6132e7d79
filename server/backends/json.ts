/**
 * Reads JSON that may hold the bare words NaN and Infinity, which Python writes and the standard does not know:
 * they become the strings "NaN", "Infinity" and "-Infinity". Throws SyntaxError on anything else that is wrong.
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

/**
 * Text as PostgreSQL can hold it: U+0000 and lone surrogates, which it refuses, become U+FFFD.
 * Everything else (emoji, right-to-left marks, markup) stays as it is; escaping is the page's business.
 */
export function cleanText(text: string): string {
  return text.replaceAll("\u0000", "\ufffd").replace(/\p{Surrogate}/gu, "\ufffd");
}
