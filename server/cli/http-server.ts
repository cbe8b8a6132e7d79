import "server-only";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";

type Upgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => unknown;

export type HttpServer = {
  port: number;
  /** Sets the handlers of requests from now on. */
  setHandlers(answer: RequestListener, upgrade: Upgrade): void;
  /** Accepts no more requests, gives running ones some time, and then closes all connections. */
  close(): Promise<void>;
};

const GRACE_MS = 1_500;

/**
 * Listens on the port before anything slow starts, so that a taken one is known at once. Until the handlers are set,
 * requests are answered 503 with a refresh, so that browsers try again by themselves.
 * @param port 0 takes any free one
 * @throws CannotStart when the port is taken or not allowed
 */
export async function listenOn(port: number): Promise<HttpServer> {
  let answer: RequestListener = starting;
  let upgrade: Upgrade = (_request, socket) => socket.destroy();
  const server = createServer((request, response) => answer(request, response));
  server.on("upgrade", (request, socket, head) => upgrade(request, socket as Socket, head));
  await listen(server, port);
  let closing: Promise<void> | null = null;
  return {
    port: (server.address() as AddressInfo).port,
    setHandlers: (nextAnswer, nextUpgrade) => {
      answer = nextAnswer;
      upgrade = nextUpgrade;
    },
    close: () => {
      closing ??= close(server);
      return closing;
    },
  };
}

function starting(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "content-type": "text/plain; charset=utf-8", "retry-after": "1", refresh: "1" });
  response.end("Terrapin is starting.\n");
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portProblem(error, port)));
    server.listen(port, resolve);
  });
}

function portProblem(error: NodeJS.ErrnoException, port: number): Error {
  const elsewhere = `Choose another: PORT=${port === 3000 ? 3001 : 3000} npm run up`;
  if (error.code === "EADDRINUSE")
    return new CannotStart(`Port ${port} is taken by another program.`, elsewhere);
  if (error.code === "EACCES") return new CannotStart(`This user may not serve on port ${port}.`, elsewhere);
  return error;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(timer);
}
