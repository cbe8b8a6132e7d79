import dns from "node:dns";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import type { AddressInfo } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { BackendError, type BackendErrorKind } from "@/server/backends/errors";
import { createHttp, type Http, type HttpOptions } from "@/server/backends/http";
import { outboundOf } from "@/server/outbound/judge";

type Handler = (request: IncomingMessage, response: ServerResponse, n: number) => void;

/** A server that answers as the test says, and remembers what it was asked. */
let handler: Handler;
let asked: { url: string; headers: IncomingMessage["headers"] }[];
let slept: number[];
let base: string;
let http: Http;

const server = createServer((request, response) => {
  asked.push({ url: request.url ?? "", headers: request.headers });
  handler(request, response, asked.length);
});

const NOW = Date.parse("2026-11-24T12:00:00Z");
const SECRET = "glpat-very-secret";

function open(more: Partial<HttpOptions> = {}): Http {
  let now = NOW;
  return createHttp({
    vendor: "GitLab",
    baseUrl: base,
    outbound: outboundOf({ local: true, ranges: [], exact: true }),
    headers: { "private-token": SECRET },
    now: () => now,
    random: () => 0,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    ...more,
  });
}

beforeEach(async () => {
  asked = [];
  slept = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  http = open();
});

afterEach(async () => {
  http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const json = (
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
};

const shape = z.object({ ok: z.boolean() });

async function failure(work: Promise<unknown>): Promise<BackendError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BackendError)) throw new Error(`expected a BackendError, got ${String(error)}`);
  expect(JSON.stringify({ ...error, message: error.message })).not.toContain(SECRET);
  expect(error.what).toMatch(/\.$/);
  expect(error.todo).not.toBe("");
  return error;
}

const get = (client = http) => client.json(shape, { path: "/api/v4/thing" });

describe("what a server may answer", () => {
  test("data comes back checked, and the credentials went in their header", async () => {
    handler = (_, response) => json(response, { ok: true, more: "ignored" });
    expect((await get()).data).toEqual({ ok: true });
    expect(asked[0]?.headers["private-token"]).toBe(SECRET);
  });

  test("a path in the server's address stays in front, and an encoded slash stays encoded", async () => {
    handler = (_, response) => json(response, { ok: true });
    const client = open({ baseUrl: `${base}/gitlab/` });
    await client.json(shape, {
      path: "/api/v4/projects/a%2Fb",
      query: { ref: "x y", scope: ["a", "b"], no: undefined },
    });
    client.close();
    expect(asked[0]?.url).toBe("/gitlab/api/v4/projects/a%2Fb?ref=x+y&scope=a&scope=b");
  });

  test.each<[number, BackendErrorKind, RegExp]>([
    [401, "unauthorized", /credentials/],
    [403, "forbidden", /right/],
    [404, "not_found", /address/],
    [400, "invalid", /options/],
    [500, "server", /log/],
  ])("%i says what to do", async (status, kind, todo) => {
    handler = (_, response) => json(response, { message: "the vendor's words", error_code: "CODE" }, status);
    const error = await failure(get());
    expect(error).toMatchObject({ kind, status, code: "CODE", vendorMessage: "the vendor's words" });
    expect(error.todo + error.what).toMatch(todo);
    expect(error.why).toContain("the vendor's words");
  });

  test("an HTML page is named as such, with or without its type", async () => {
    for (const type of ["text/html", "application/json"]) {
      handler = (_, response) => {
        response.writeHead(200, { "content-type": type });
        response.end("<!doctype html><title>Sign in</title>");
      };
      const error = await failure(get());
      expect(error.kind).toBe("not_json");
      expect(error.what).toContain("answered an HTML page, not JSON");
      expect(error.todo).toContain("Is this the address of the GitLab API?");
    }
  });

  test("JSON that is cut off is asked for again, and then named", async () => {
    handler = (_, response, n) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(n < 3 ? '{"ok": tr' : '{"ok": true}');
    };
    expect((await get()).data).toEqual({ ok: true });
    expect(asked).toHaveLength(3);
    handler = (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end('{"ok": tr');
    };
    expect(await failure(get())).toMatchObject({ kind: "invalid", what: expect.stringContaining("cut off") });
  });

  test("a body that ends before its announced length is asked for again", async () => {
    handler = (_, response, n) => {
      if (n > 1) return json(response, { ok: true });
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"ok": true');
      setImmediate(() => response.destroy());
    };
    expect((await get()).data).toEqual({ ok: true });
  });

  test("a shape that does not fit names the field", async () => {
    handler = (_, response) => json(response, { ok: "yes" });
    const error = await failure(get());
    expect(error.kind).toBe("invalid");
    expect(error.why).toContain("ok");
    expect(asked).toHaveLength(1);
  });

  test("a body of 10 MB and more is cut off, also when it is small on the wire", async () => {
    const large = JSON.stringify({ ok: true, pad: "x".repeat(10_000_001) });
    handler = (request, response) => {
      const packed = request.url?.includes("packed") ?? false;
      response.writeHead(200, {
        "content-type": "application/json",
        ...(packed ? { "content-encoding": "gzip" } : {}),
      });
      response.end(packed ? gzipSync(large) : large);
    };
    for (const path of ["/plain", "/packed"]) {
      const error = await failure(http.json(shape, { path }));
      expect(error).toMatchObject({ kind: "too_large", what: expect.stringContaining("10 MB") });
    }
    expect((await http.json(shape, { path: "/packed", maxBytes: 20_000_000 })).data).toEqual({ ok: true });
  });

  test("a log of any length streams through", async () => {
    handler = (_, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      for (let i = 0; i < 120; i++) response.write("y".repeat(100_000));
      response.end("end");
    };
    const log = await readAll(await http.stream({ path: "/trace" }));
    expect(log).toHaveLength(12_000_003);
    expect(log.endsWith("end")).toBe(true);
  });
});

describe("a stream that is cut", () => {
  test("before anybody reads it fails where it is read, and nowhere else", async () => {
    handler = (_, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("first line");
      setImmediate(() => response.destroy());
    };
    const body = await http.stream({ path: "/trace" });
    await vi.waitFor(() => expect(body.destroyed || body.errored).toBeTruthy());
    await expect(readAll(body)).rejects.toThrow();
  });
});

describe("patience", () => {
  test("Retry-After is waited for", async () => {
    handler = (_, response, n) =>
      n === 1
        ? json(response, { message: "slow down" }, 429, { "retry-after": "7" })
        : json(response, { ok: true });
    expect((await get()).data).toEqual({ ok: true });
    expect(slept).toEqual([7000]);
  });

  test("a Retry-After longer than our patience is handed to the caller", async () => {
    handler = (_, response) => json(response, {}, 429, { "retry-after": "120" });
    expect(await failure(get())).toMatchObject({ kind: "rate_limited", retryAfterMs: 120_000 });
    expect(asked).toHaveLength(1);
    expect(slept).toEqual([]);
    expect(await failure(get()), "and no request is made meanwhile").toMatchObject({ kind: "rate_limited" });
    expect(asked).toHaveLength(1);
  });

  test("a limit that is used up is sat out before the next request", async () => {
    const reset = String(NOW / 1000 + 9);
    handler = (_, response) =>
      json(response, { ok: true }, 200, { "ratelimit-remaining": "0", "ratelimit-reset": reset });
    await get();
    await get();
    expect(slept).toEqual([9000]);
  });

  test("a server in trouble is asked four times in all, with growing pauses", async () => {
    handler = (_, response) => json(response, {}, 503);
    expect(await failure(get())).toMatchObject({ kind: "server" });
    expect(asked).toHaveLength(4);
    expect(slept).toEqual([250, 500, 1000]);
  });

  test("a write is never repeated by itself", async () => {
    handler = (_, response) => json(response, {}, 503);
    await failure(http.json(shape, { method: "POST", path: "/alias", body: {} }));
    expect(asked).toHaveLength(1);
  });

  test("a server that does not answer in time is named", async () => {
    handler = () => {};
    const client = open({ timeoutMs: 60, attempts: 2 });
    expect(await failure(get(client))).toMatchObject({ kind: "timeout" });
    expect(asked).toHaveLength(2);
    client.close();
  });

  test("an answer that starts and then falls silent is a timeout too", async () => {
    handler = (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"ok":');
    };
    const client = open({ timeoutMs: 60, attempts: 1 });
    expect(await failure(get(client))).toMatchObject({ kind: "timeout" });
    client.close();
  });

  test("the caller's abort ends a request at once and is not dressed up", async () => {
    handler = () => {};
    const controller = new AbortController();
    const work = http.json(shape, { path: "/x", signal: controller.signal });
    const reason = new Error("the job was stopped");
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
  });
});

describe("where a connection may lead", () => {
  test("nothing listening, and no such host", async () => {
    const closed = open({ baseUrl: "http://127.0.0.1:1", attempts: 1 });
    expect(await failure(get(closed))).toMatchObject({
      kind: "unreachable",
      why: expect.stringMatching(/Nothing listens/),
    });
    const nowhere = open({ baseUrl: "http://no-such-host.invalid", attempts: 1 });
    expect(await failure(get(nowhere))).toMatchObject({ kind: "unreachable" });
    closed.close();
    nowhere.close();
  });

  test.each([
    "http://169.254.169.254",
    "http://[fd00:ec2::254]",
    "http://[::ffff:a9fe:a9fe]",
    "http://2852039166",
  ])("%s is refused before anything is sent", async (address) => {
    const client = open({ baseUrl: address });
    expect(await failure(get(client))).toMatchObject({
      kind: "refused",
      what: expect.stringContaining("does not connect"),
    });
    client.close();
  });

  test("a redirect within the server is followed", async () => {
    handler = (request, response) => {
      if (request.url === "/api/v4/thing") return response.writeHead(301, { location: "/moved" }).end();
      json(response, { ok: true });
    };
    expect((await get()).data).toEqual({ ok: true });
    expect(asked[1]?.headers["private-token"]).toBe(SECRET);
  });

  test("a redirect to another origin is not followed with the credentials", async () => {
    handler = (_, response) =>
      response.writeHead(302, { location: "http://elsewhere.example.com/sign-in" }).end();
    const error = await failure(get());
    expect(error.kind).toBe("refused");
    expect(error.why).toContain("http://elsewhere.example.com");
    expect(asked).toHaveLength(1);
  });

  test("an address is checked where the connection is made, and where a redirect leads", async () => {
    const onlyHere = outboundOf({ local: false, ranges: ["127.0.0.1/32"], exact: true });
    const client = open({ outbound: onlyHere, attempts: 1 });
    for (const location of ["http://127.0.0.2:1/log", "http://10.0.0.1/log"]) {
      handler = (_, response) => response.writeHead(302, { location }).end();
      const error = await failure(client.stream({ path: "/trace" }));
      expect(error.why).toContain("private address that is not open");
    }
    client.close();
  });

  /** From now on each name resolves to the first of these, then to the next, and from then on to the last. */
  function resolveTo(...addresses: string[]) {
    let n = 0;
    const answer = (_host: string, _options: object, callback: (error: null, found: object[]) => void) => {
      const address = addresses[Math.min(n++, addresses.length - 1)];
      callback(null, [{ address, family: 4 }]);
    };
    const spy = vi.spyOn(dns, "lookup").mockImplementation(answer as typeof dns.lookup);
    syncBuiltinESMExports();
    return () => {
      spy.mockRestore();
      syncBuiltinESMExports();
    };
  }

  test("the address that is checked is the one connected to, whatever the name resolves to next", async () => {
    handler = (_, response) => json(response, { ok: true });
    const outbound = outboundOf({ local: false, ranges: ["127.0.0.1/32"], exact: true });
    const baseUrl = base.replace("127.0.0.1", "mlflow.example.com");
    for (const [addresses, reaches] of [
      [["127.0.0.1", "127.0.0.2"], true],
      [["169.254.169.254", "127.0.0.1"], false],
      [["10.0.0.1", "127.0.0.1"], false],
    ] as const) {
      const restore = resolveTo(...addresses);
      const client = open({ baseUrl, outbound, attempts: 1 });
      const outcome = await get(client).then(
        () => true,
        (error: BackendError) => error.kind !== "refused",
      );
      client.close();
      restore();
      expect(outcome, addresses.join()).toBe(reaches);
    }
    expect(asked).toHaveLength(1);
  });

  test("a redirect to a metadata address is refused, also for a log", async () => {
    handler = (_, response) => response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
    expect((await failure(http.stream({ path: "/trace" }))).kind).toBe("refused");
  });

  test("a log may lie elsewhere, and then the credentials stay behind", async () => {
    const other = createServer((request, response) => {
      response.end(request.headers["private-token"] === undefined ? "the log" : "leaked");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/log`;
    handler = (_, response) => response.writeHead(302, { location }).end();
    expect(await readAll(await http.stream({ path: "/trace" }))).toBe("the log");
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  });

  test("redirects in a circle end", async () => {
    handler = (_, response) => response.writeHead(302, { location: "/again" }).end();
    expect((await failure(get())).kind).toBe("refused");
    expect(asked.length).toBeLessThan(8);
  });

  test("credentials inside the address are not sent and not shown", async () => {
    handler = (_, response) => json(response, {}, 500);
    const client = open({ baseUrl: base.replace("http://", `http://user:${SECRET}@`), attempts: 1 });
    await failure(get(client));
    expect(asked[0]?.headers.authorization).toBeUndefined();
    client.close();
  });
});
