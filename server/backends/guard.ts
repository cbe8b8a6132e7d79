import "server-only";
import { BlockList, isIP } from "node:net";

/**
 * Addresses that no connection may use. At link-local ones a cloud hands out the machine's own keys; the others belong to
 * no server. Private and loopback addresses are allowed: a team's own systems are usually there, and only a maintainer
 * can add a connection.
 */
const refused = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
  ["224.0.0.0", 4],
  ["255.255.255.255", 32],
] as const) {
  refused.addSubnet(net, prefix, "ipv4");
}
for (const [net, prefix] of [
  ["::", 128],
  ["fe80::", 10],
  ["fd00:ec2::254", 128],
  ["ff00::", 8],
  // The same link-local IPv4 addresses behind NAT64 and 6to4.
  ["64:ff9b::a9fe:0", 112],
  ["2002:a9fe::", 32],
] as const) {
  refused.addSubnet(net, prefix, "ipv6");
}

/** Whether Terrapin refuses to connect to this IP address (IPv4, IPv6, or IPv4 mapped into IPv6). */
export function isRefusedAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const family = isIP(bare);
  if (family === 0) return false;
  return refused.check(bare, family === 6 ? "ipv6" : "ipv4");
}
