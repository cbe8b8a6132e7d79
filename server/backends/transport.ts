import "server-only";
import { type LookupAddress, lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { isRefusedAddress } from "./guard.ts";

/** Thrown when a host is, or resolves to, an address that no connection may use. */
export class RefusedAddress extends Error {
  constructor(readonly host: string) {
    super(`${host} leads to a link-local or metadata address`);
    this.name = "RefusedAddress";
  }
}

export type Exchange = {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Decompressed. The caller reads it to its end or destroys it. */
  body: Readable;
};

export type Sockets = { http: http.Agent; https: https.Agent };

export function openSockets(): Sockets {
  const options = { keepAlive: true, maxSockets: 8, timeout: 60_000 };
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

export function closeSockets(sockets: Sockets): void {
  sockets.http.destroy();
  sockets.https.destroy();
}

/**
 * Checks the addresses during the name resolution of the connection itself, so that a name which resolves differently a
 * moment later (DNS rebinding) does not pass.
 */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, "");
    if (addresses.some((found) => isRefusedAddress(found.address))) {
      return callback(new RefusedAddress(hostname), "");
    }
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
  if (isIP(host) !== 0 && isRefusedAddress(host)) return Promise.reject(new RefusedAddress(host));
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
      lookup: guardedLookup,
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
