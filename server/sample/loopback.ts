import "server-only";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createFaults, type Fault, type Seen } from "./faults.ts";

export type Request = {
  method: string;
  /** As in the URL, percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  /** The body's text; empty without one. */
  body: string;
};

export type Answer = { status: number; headers?: Record<string, string>; type?: string; body: string };

export const jsonAnswer = (value: unknown, status = 200, headers?: Record<string, string>): Answer => ({
  status,
  headers,
  type: "application/json",
  body: JSON.stringify(value),
});

/** How this system answers each fault. */
export type FaultAnswers = {
  unauthorized: () => Answer;
  tooMany: (retryAfter: number | null) => Answer;
  broken: () => Answer;
  signIn: () => Answer;
};

export type Loopback = {
  url: string;
  port: number;
  stop: () => Promise<void>;
  /** The requests received so far, oldest first; at most the last 10,000. */
  requests: Seen[];
  fail: (fault: Fault) => void;
  heal: () => void;
};

const MAX_REQUESTS = 10_000;
const MAX_BODY_BYTES = 1_000_000;

/**
 * A small HTTP server on 127.0.0.1 with faults that can be ordered. Port 0 takes a free one; a taken port is refused
 * with EADDRINUSE.
 */
export async function startLoopback(options: {
  port: number;
  answer: (request: Request) => Answer | Promise<Answer>;
  faultAnswers: FaultAnswers;
  faults?: readonly Fault[];
}): Promise<Loopback> {
  const faults = createFaults(options.faults);
  const requests: Seen[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing).catch((error: unknown) => {
      if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "text/plain" });
      outgoing.end(`The sample's server failed: ${String(error)}`);
    });
  });

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [path = "/", query = ""] = (incoming.url ?? "/").split("?", 2);
    const request: Request = {
      method: incoming.method ?? "GET",
      path,
      query: new URLSearchParams(query),
      headers: incoming.headers,
      body: await readBody(incoming),
    };
    const fault = faults.take(path);
    const seen: Seen = { method: request.method, path, query, status: 0, fault: fault?.kind ?? null };
    requests.push(seen);
    if (requests.length > MAX_REQUESTS) requests.shift();
    if (fault?.kind === "reset") {
      incoming.socket.resetAndDestroy();
      return;
    }
    if (fault?.kind === "slow") await pause(fault.delayMs ?? 1_000, undefined, { ref: false });
    const answer = (fault && faultAnswer(fault)) ?? (await options.answer(request));
    // As from a proxy that gave up half way: the status is 200, and the body is incomplete.
    const body = fault?.kind === "truncated" ? answer.body.slice(0, answer.body.length / 2) : answer.body;
    seen.status = answer.status;
    const type = answer.type ?? "text/plain; charset=utf-8";
    outgoing.writeHead(answer.status, { "content-type": type, ...answer.headers });
    outgoing.end(body);
  }

  function faultAnswer(fault: Fault): Answer | null {
    if (fault.kind === "401") return options.faultAnswers.unauthorized();
    if (fault.kind === "429")
      return options.faultAnswers.tooMany(fault.retryAfter === undefined ? 1 : fault.retryAfter);
    if (fault.kind === "500") return options.faultAnswers.broken();
    return fault.kind === "html" ? options.faultAnswers.signIn() : null;
  }

  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The sample's server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    fail: faults.fail,
    heal: faults.heal,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw new Error("the body is larger than 1 MB");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
