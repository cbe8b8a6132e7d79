import "server-only";
import { isIP, isIPv4 } from "node:net";

/** The eight groups of an IPv6 address, each as a number. */
function groupsOf(address: string): number[] {
  // The URL parser writes every form in hexadecimal groups.
  const canonical = new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const read = (text: string) =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [first, last] = [read(head), read(tail ?? "")];
  return tail === undefined
    ? first
    : [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

/** An address in one spelling: an IPv4 address that IPv6 maps is that IPv4 address. Null for what is no address. */
export function canonicalAddress(text: string): string | null {
  const family = isIP(text);
  if (family === 4) return text;
  if (family === 0) return null;
  const groups = groupsOf(text);
  const [g6 = 0, g7 = 0] = groups.slice(6);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped
    ? [g6 >> 8, g6 & 255, g7 >> 8, g7 & 255].join(".")
    : new URL(`http://[${text.replace(/%.*$/, "")}]`).hostname.slice(1, -1);
}

/**
 * The network that an address is counted by: an IPv4 address is one, and of IPv6 the first 64 bits, since whoever has one
 * such address has all of them.
 */
export function countedNetwork(address: string): string {
  const canonical = canonicalAddress(address);
  if (canonical === null || isIPv4(canonical)) return canonical ?? address;
  return `${groupsOf(canonical)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** Roughly where an address is: its network, of which a provider may tell more; null where it is not known. */
export function generalNetwork(address: string | null): string | null {
  const canonical = address === null ? null : canonicalAddress(address);
  if (canonical === null) return null;
  if (canonical === "::1" || canonical.startsWith("127.")) return "this machine";
  if (isIPv4(canonical)) return canonical.replace(/\d+$/, "0/24");
  const [a, b, c] = groupsOf(canonical).map((group) => group.toString(16));
  return `${a}:${b}:${c}::/48`;
}
