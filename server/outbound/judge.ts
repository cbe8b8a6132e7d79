import "server-only";
import { BlockList, isIP, isIPv4 } from "node:net";
import { metadataHosts, neverAllowed, privateRanges } from "./special-addresses";

export type Kind = "public" | "private" | "never";

/** Decides to which addresses this process connects. */
export type Outbound = {
  allows(address: string): boolean;
  /**
   * Whether a failure at a private address, or at a name that does not lead to public ones alone, is told in one
   * sentence whatever it was: who may enter addresses could otherwise find out what listens in the network.
   */
  hidesFailures: boolean;
};

const bareAddress = (address: string) => address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");

/** Where IPv6 carries an IPv4 address: `PREFIX` + the address, by RFC 6052, 2765, 4291 (compatible) and 3056. */
function add(list: BlockList, range: string): void {
  const [net = "", bits = ""] = range.split("/");
  const prefix = Number(bits);
  if (!isIPv4(net)) {
    list.addSubnet(net, prefix, "ipv6");
    return;
  }
  // Node compares an IPv4 address mapped into IPv6 (::ffff:a.b.c.d) as the IPv4 address.
  list.addSubnet(net, prefix, "ipv4");
  list.addSubnet(`64:ff9b::${net}`, 96 + prefix, "ipv6");
  list.addSubnet(`::ffff:0:${net}`, 96 + prefix, "ipv6");
  // ::/104 would be 0.0.0.0/8, and holds :: and ::1, which are addresses of their own.
  if (!net.startsWith("0.")) list.addSubnet(`::${net}`, 96 + prefix, "ipv6");
  const [a = 0, b = 0, c = 0, d = 0] = net.split(".").map(Number);
  const hex = (high: number, low: number) => (high * 256 + low).toString(16);
  list.addSubnet(`2002:${hex(a, b)}:${hex(c, d)}::`, 16 + prefix, "ipv6");
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) add(list, range);
  return list;
}

const holds = (list: BlockList, address: string) =>
  list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

const never = listOf(neverAllowed.map(({ range }) => range));
const closed = listOf(privateRanges.map(({ range }) => range));

/**
 * What an IP address is, in either family and however IPv6 carries an IPv4 address.
 * @throws Error for text that is no IP address
 */
export function kindOf(address: string): Kind {
  const bare = bareAddress(address);
  if (isIP(bare) === 0) throw new Error(`${address} is no IP address`);
  if (holds(never, bare)) return "never";
  return holds(closed, bare) ? "private" : "public";
}

/** Whether a host name is one of the clouds' metadata services. */
export const isMetadataHost = (host: string): boolean =>
  metadataHosts.includes(host.toLowerCase().replace(/\.$/, ""));

/** Whether an address is of this machine alone: then nobody else reaches this installation. */
export function isLocalUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/**
 * @param local whether only people at this machine reach the installation: private addresses are then open
 * @param ranges what an owner opened, in CIDR notation
 * @param exact whether whoever gets the messages may know what listens in the network
 */
export function outboundOf(given: { local: boolean; ranges: readonly string[]; exact: boolean }): Outbound {
  const opened = listOf(given.ranges);
  return {
    allows(address) {
      const kind = kindOf(address);
      if (kind !== "private") return kind === "public";
      return given.local || holds(opened, bareAddress(address));
    },
    hidesFailures: !given.local && !given.exact,
  };
}
