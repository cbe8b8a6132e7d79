import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { measures, type Version } from "./promotions-world";

type Seen = { method: string; alias: string; version: string | null };
/** `before` the request takes effect, or `after` it did and only its answer is lost. */
type Point = { method: "GET" | "POST"; nth: number; when: "before" | "after" };
type Answer = { status: number; body: unknown; type?: string };

type Read = { path: string; id: string };

/**
 * A model registry as MLflow speaks: aliases, read and set over HTTP, without compare-and-swap, and the versions of
 * `makeWorld` with their runs. It can be told to let one request hang for ever, to answer something else, or to have its
 * alias moved by a stranger.
 */
export async function startRegistry(standing: Record<string, string> = { champion: "12" }) {
  const aliases = new Map(Object.entries(standing));
  const writes: { alias: string; from: string | null; to: string }[] = [];
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  let point: Point | null = null;
  let reached = Promise.withResolvers<void>();
  let instead: ((seen: Seen) => Answer | null) | null = null;
  let afterWrite: (() => void) | null = null;
  const metrics: Record<string, Record<string, number | string>> = structuredClone(measures);
  let readInstead: ((read: Read) => Answer | null) | null = null;

  const refused = (status: number, code: string, message: string): Answer => ({
    status,
    body: { error_code: code, message },
  });

  /** The models, a version, or the run that made it. */
  function recordOf(path: string, version: string): Answer {
    const model = { name: "breast-cancer" };
    if (path.endsWith("registered-models/search"))
      return { status: 200, body: { registered_models: [model] } };
    const measured = metrics[version];
    if (!measured) return refused(404, "RESOURCE_DOES_NOT_EXIST", `There is no ${version}`);
    const runId = `run-of-breast-cancer-${version}`;
    if (path.endsWith("model-versions/get")) {
      const source = `runs:/${runId}/model`;
      const model_version = { name: "breast-cancer", version, source, run_id: runId, status: "READY" };
      return { status: 200, body: { model_version } };
    }
    const values = Object.entries(measured).map(([key, value]) => ({ key, value, timestamp: 1, step: 0 }));
    const tags = [{ key: "mlflow.source.git.commit", value: `c0ffee${version}` }];
    const info = { run_id: runId, experiment_id: "1", status: "FINISHED", start_time: 1, end_time: 2 };
    return { status: 200, body: { run: { info, data: { metrics: values, tags } } } };
  }

  function answer({ method, alias, version }: Seen): Answer {
    const other = instead?.({ method, alias, version });
    if (other) return other;
    if (method === "POST" && version !== null) {
      writes.push({ alias, from: aliases.get(alias) ?? null, to: version });
      aliases.set(alias, version);
      afterWrite?.();
      return { status: 200, body: {} };
    }
    const stands = aliases.get(alias);
    if (!stands) return refused(400, "INVALID_PARAMETER_VALUE", `Registered model alias ${alias} not found.`);
    return { status: 200, body: { model_version: { name: "breast-cancer", version: stands } } };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://registry");
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = parts.length ? (JSON.parse(Buffer.concat(parts).toString()) as Record<string, string>) : {};
    if (!url.pathname.endsWith("/alias")) {
      const version =
        url.searchParams.get("version") ?? url.searchParams.get("run_id")?.split("-").at(-1) ?? "";
      const read = { path: url.pathname, id: version };
      const { status, body, type } = readInstead?.(read) ?? recordOf(url.pathname, version);
      response.writeHead(status, { "content-type": type ?? "application/json" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
      return;
    }
    const asked: Seen = {
      method: request.method ?? "",
      alias: body.alias ?? url.searchParams.get("alias") ?? "",
      version: body.version ?? null,
    };
    seen.push(asked);
    const nth = seen.filter(({ method }) => method === asked.method).length;
    const hangs = point !== null && point.method === asked.method && point.nth === nth ? point.when : null;
    const result = hangs === "before" ? null : answer(asked);
    if (hangs) {
      reached.resolve();
      return;
    }
    response.writeHead(result?.status ?? 500, { "content-type": result?.type ?? "application/json" });
    response.end(typeof result?.body === "string" ? result.body : JSON.stringify(result?.body));
  }

  const server = createServer((request, response) => void serve(request, response));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    /** Every write that came through, whether or not it changed anything. */
    writes,
    effective: () => writes.filter(({ from, to }) => from !== to),
    alias: (name = "champion") => aliases.get(name) ?? null,
    move: (version: string, name = "champion") => aliases.set(name, version),
    /** @returns resolves when the request hangs */
    hangAt(next: Point): Promise<void> {
      point = next;
      reached = Promise.withResolvers<void>();
      return reached.promise;
    },
    answerInstead(next: ((seen: Seen) => Answer | null) | null) {
      instead = next;
    },
    /** What a run logged last there, after Terrapin read it. */
    measure(version: Version, metric: string, value: number | "NaN") {
      metrics[version] = { ...metrics[version], [metric]: value };
    },
    /** Versions and runs are answered otherwise. */
    readInstead(next: ((read: Read) => Answer | null) | null) {
      readInstead = next;
    },
    afterWrite(next: (() => void) | null) {
      afterWrite = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
