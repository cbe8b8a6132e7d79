import "server-only";
import { type LookupAddress, lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { isMetadataHost, kindOf, type Outbound } from "@/server/outbound/judge";

/** Thrown when a host is, or resolves to, an address to which this connection may not lead. */
export class RefusedAddress extends Error {
  constructor(
    readonly host: string,
    /** `private`: an owner can open it. */
    readonly kind: "private" | "never",
  ) {
    super(`${host} leads to a ${kind === "private" ? "private" : "link-local or metadata"} address`);
    this.name = "RefusedAddress";
  }
}

export type Exchange = {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Decompressed. The caller reads it to its end or destroys it. */
  body: Readable;
};

export type Sockets = {
  http: http.Agent;
  https: https.Agent;
  outbound: Outbound;
  /** Whether every host so far was, or resolved to, public addresses alone. */
  publicOnly: boolean;
};

export function openSockets(outbound: Outbound): Sockets {
  const options = { keepAlive: true, maxSockets: 8, timeout: 60_000 };
  return { http: new http.Agent(options), https: new https.Agent(options), outbound, publicOnly: true };
}

export function closeSockets(sockets: Sockets): void {
  sockets.http.destroy();
  sockets.https.destroy();
}

/** The error for addresses of which one may not be connected to; null when all may. */
function refusedAmong(sockets: Sockets, host: string, addresses: readonly string[]): RefusedAddress | null {
  const kinds = addresses.map(kindOf);
  if (kinds.some((kind) => kind !== "public")) sockets.publicOnly = false;
  if (kinds.includes("never")) return new RefusedAddress(host, "never");
  return addresses.every((address) => sockets.outbound.allows(address))
    ? null
    : new RefusedAddress(host, "private");
}

/**
 * Checks the addresses during the name resolution of the connection itself, so that a name which resolves differently a
 * moment later (DNS rebinding) does not pass.
 */
const guardedLookup =
  (sockets: Sockets): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) {
        sockets.publicOnly = false;
        return callback(error, "");
      }
      const refused = refusedAmong(
        sockets,
        hostname,
        addresses.map((found) => found.address),
      );
      if (refused) return callback(refused, "");
      if (options.all) return callback(null, addresses);
      const first = addresses[0];
      callback(null, first?.address ?? "", first?.family);
    });
  };

export type ExchangeRequest = {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string;
  /** Aborts the exchange at any point: the caller's signal and the deadline together. */
  signal: AbortSignal;
  /** The longest pause while the body arrives, in milliseconds. */
  idleMs: number;
};

/** Sends one request; redirects are not followed. @throws Node's own errors, or RefusedAddress */
export function exchange(sockets: Sockets, request: ExchangeRequest): Promise<Exchange> {
  const { url } = request;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isMetadataHost(host)) sockets.publicOnly = false;
  const refused = isMetadataHost(host)
    ? new RefusedAddress(host, "never")
    : // A name is checked when it is resolved.
      isIP(host) !== 0 && refusedAmong(sockets, host, [host]);
  if (refused) return Promise.reject(refused);
  const secure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? https : http).request(url, {
      method: request.method,
      headers: {
        ...request.headers,
        "accept-encoding": "gzip, deflate, br",
        ...(request.body === undefined ? {} : { "content-length": String(Buffer.byteLength(request.body)) }),
      },
      agent: secure ? sockets.https : sockets.http,
      lookup: guardedLookup(sockets),
      signal: request.signal,
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      incoming.setTimeout(request.idleMs, () => {
        incoming.destroy(Object.assign(new Error("silent for too long"), { code: "ETIMEDOUT" }));
      });
      const body = decompress(incoming);
      // The reader gets the error too; without this listener one that comes earlier would end the process.
      body.on("error", () => undefined);
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
    });
    outgoing.end(request.body);
  });
}

function decompress(incoming: http.IncomingMessage): Readable {
  const encoding = incoming.headers["content-encoding"]?.toLowerCase();
  const open =
    encoding === "gzip" || encoding === "x-gzip"
      ? createGunzip()
      : encoding === "deflate"
        ? createInflate()
        : encoding === "br"
          ? createBrotliDecompress()
          : null;
  if (open === null) return incoming;
  incoming.on("error", (error) => open.destroy(error));
  open.on("close", () => incoming.destroy());
  return incoming.pipe(open);
}
