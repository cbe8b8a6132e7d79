/** In this order: each of these also names those below it. */
const browsers = [
  ["Edg(?:e|A|iOS)?/", "Edge"],
  ["OPR/", "Opera"],
  ["Firefox/|FxiOS/", "Firefox"],
  ["Chrome/|CriOS/", "Chrome"],
  ["Safari/", "Safari"],
] as const;

const systems = [
  ["Android", "Android"],
  ["iPhone|iPad", "iOS"],
  ["Windows", "Windows"],
  ["Mac OS X|Macintosh", "macOS"],
  ["CrOS", "ChromeOS"],
  ["Linux|X11", "Linux"],
] as const;

const nameOf = (text: string, names: readonly (readonly [string, string])[]) =>
  names.find(([pattern]) => new RegExp(pattern).test(text))?.[1];

/** What a browser calls itself, in general terms: `Firefox on Linux`. */
export function clientWords(userAgent: string | null): string {
  const text = userAgent ?? "";
  const browser = nameOf(text, browsers) ?? "Another program";
  const system = nameOf(text, systems);
  return system ? `${browser} on ${system}` : browser;
}
