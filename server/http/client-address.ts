import "server-only";
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from "node:http";
import { BlockList, isIP, isIPv4 } from "node:net";
import { canonicalAddress } from "@/server/foundation/network";

/** The proxies whose word is taken for where a request came from. @param ranges addresses or ranges, checked */
export function trustedPeers(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = "", bits] = range.split("/");
    const family = isIPv4(net) ? "ipv4" : "ipv6";
    if (bits === undefined) list.addAddress(net, family);
    else list.addSubnet(net, Number(bits), family);
  }
  return list;
}

const isTrusted = (trusted: BlockList, address: string) =>
  trusted.check(address, isIPv4(address) ? "ipv4" : "ipv6");

/**
 * Where a request came from: the peer of the connection, and behind proxies that are trusted the last address that none
 * of them has. What a client itself wrote into the headers stands before that and is never read.
 */
export function clientAddress(
  peer: string | undefined,
  headers: IncomingHttpHeaders,
  trusted: BlockList,
): string | null {
  let address = canonicalAddress(peer ?? "");
  const hops = headers["x-forwarded-for"] !== undefined ? xForwardedFor(headers) : forwarded(headers);
  while (address !== null && isTrusted(trusted, address) && hops.length > 0) {
    const before = hops.pop();
    // A proxy that hides the address has no other to offer.
    if (before === undefined || before === null) break;
    address = before;
  }
  return address;
}

type Hops = (string | null)[];

const xForwardedFor = (headers: IncomingHttpHeaders): Hops =>
  String(headers["x-forwarded-for"]).split(",").map(nodeAddress);

/** RFC 7239: `for=192.0.2.60;proto=http, for="[2001:db8::1]:4711"`. */
const forwarded = (headers: IncomingHttpHeaders): Hops =>
  (headers.forwarded ?? "").split(",").flatMap((element) => {
    const [, node] = /(?:^|;)\s*for=("[^"]*"|[^;,]*)/i.exec(element.trim()) ?? [];
    return node === undefined ? [] : nodeAddress(node.replaceAll('"', ""));
  });

/** The address of `192.0.2.60`, `192.0.2.60:80`, `2001:db8::1` or `[2001:db8::1]:80`; null for anything else. */
function nodeAddress(text: string): string | null {
  const node = text.trim();
  const bare = isIP(node) ? node : node.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1");
  return canonicalAddress(bare);
}

/** Headers that only a trusted proxy may set. */
const proxyHeaders = ["forwarded", "x-real-ip", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"];

/**
 * Sets `X-Forwarded-For` to where each request came from, for all that read it after this (`addressOf`), and removes what
 * other peers than trusted proxies say about it.
 */
export function nameClients(answer: RequestListener, trusted: BlockList): RequestListener {
  return (request: IncomingMessage, response) => {
    const peer = canonicalAddress(request.socket.remoteAddress ?? "");
    const address = clientAddress(request.socket.remoteAddress, request.headers, trusted);
    if (peer === null || !isTrusted(trusted, peer))
      for (const name of proxyHeaders) delete request.headers[name];
    if (address === null) delete request.headers["x-forwarded-for"];
    else request.headers["x-forwarded-for"] = address;
    answer(request, response);
  };
}
