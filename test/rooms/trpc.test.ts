import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { InfiniteQueryObserver, QueryClient, skipToken } from "@tanstack/react-query";
import { createTRPCClient, type TRPCClient } from "@trpc/client";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { trpcLinks } from "@/components/shell/trpc-links";
import { errorText } from "@/components/ui/error-text";
import { announce } from "@/server/events/announce";
import { startListening } from "@/server/events/listener";
import type { Change } from "@/server/events/schema";
import type { OpenDb } from "@/server/foundation/db/open";
import { type AppRouter, appRouter, createCaller } from "@/server/router";
import { testDatabase } from "../database";
import { makeSeededWorld, type SeededWorld } from "../world/seeded";

/** The browser's tRPC client against the product's router, over HTTP. */

let open: OpenDb;
let world: SeededWorld;
let server: Server;
let port = 0;
let client: TRPCClient<AppRouter>;
let trpc: TRPCOptionsProxy<AppRouter>;
let queryClient: QueryClient;
/** The addresses asked for, in order. */
const asked: string[] = [];

async function serve(): Promise<void> {
  const handler = createHTTPHandler({
    router: appRouter,
    basePath: "/api/trpc/",
    createContext: () => world.who.maintainer,
  });
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    handler(request, response);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
}

function kill(): void {
  server.close();
  server.closeAllConnections();
}

beforeAll(async () => {
  open = await testDatabase();
  vi.stubEnv("DATABASE_URL", open.url);
  world = await makeSeededWorld(open);
  await serve();
  client = createTRPCClient({ links: trpcLinks(`http://127.0.0.1:${port}/api/trpc`) });
  queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });
});
afterAll(async () => {
  kill();
  await open.close();
});

describe("queries", () => {
  test("of the same tick travel together, and each gets its own answer", async () => {
    asked.length = 0;
    const project = world.project.slug;
    const answers = await Promise.all([
      queryClient.fetchQuery(trpc.forms.list.queryOptions({ project })),
      queryClient.fetchQuery(trpc.projects.list.queryOptions({ limit: 1 })),
      queryClient.fetchQuery(trpc.models.list.queryOptions({ project, limit: 1 })),
    ]);
    expect(asked).toHaveLength(1);
    const caller = createCaller(world.who.maintainer);
    expect(answers).toEqual([
      await caller.forms.list({ project }),
      await caller.projects.list({ limit: 1 }),
      await caller.models.list({ project, limit: 1 }),
    ]);
  });

  test("too many for one address are split, and each still gets its own answer", async () => {
    asked.length = 0;
    const names = Array.from({ length: 40 }, (_, n) => `${"x".repeat(300)}${n}`);
    const answers = await Promise.all(
      names.map((model) => client.models.head.query({ model }).catch((error: unknown) => errorText(error))),
    );
    expect(asked.length).toBeGreaterThan(1);
    expect(Math.max(...asked.map((line) => line.length))).toBeLessThan(6100);
    expect(answers.map((answer) => JSON.stringify(answer).match(/x(\d+)/)?.[1])).toEqual(
      names.map((_, n) => String(n)),
    );
  });

  test("a list is read to its last page, each item once", async () => {
    const whole = await client.audit.list.query({ limit: 200 });
    expect(whole.items.length).toBeGreaterThan(6);
    const observer = new InfiniteQueryObserver(
      queryClient,
      trpc.audit.list.infiniteQueryOptions({ limit: 3 }, { getNextPageParam: (page) => page.nextCursor }),
    );
    onTestFinished(observer.subscribe(() => undefined));
    await observer.refetch();
    while (observer.getCurrentResult().hasNextPage) await observer.fetchNextPage();
    const read = observer.getCurrentResult().data?.pages.flatMap(({ items }) => items) ?? [];
    expect(read.map(({ id }) => id)).toEqual(whole.items.map(({ id }) => id));
  });

  test("with skipToken nothing is asked", async () => {
    asked.length = 0;
    expect(trpc.models.head.queryOptions(skipToken).queryFn).toBe(skipToken);
    expect(asked).toEqual([]);
  });

  test("what a router shows is asked again by its path alone, lists of pages too", async () => {
    const once = trpc.audit.list.queryOptions({ limit: 2 });
    const pages = trpc.audit.list.infiniteQueryOptions({ limit: 2 }, { getNextPageParam: () => null });
    await queryClient.fetchQuery(once);
    await queryClient.fetchInfiniteQuery(pages);
    await queryClient.invalidateQueries(trpc.audit.pathFilter());
    const stale = [once, pages].map(({ queryKey }) => queryClient.getQueryState(queryKey)?.isInvalidated);
    expect(stale).toEqual([true, true]);
    expect(queryClient.getQueryState(trpc.models.list.queryKey({ limit: 1 }))?.isInvalidated).not.toBe(true);
  });
});

describe("what goes wrong is told in words", () => {
  test("a refusal keeps its own", async () => {
    const error = await client.models.head.query({ model: "no such model" }).catch((e: unknown) => e);
    expect(errorText(error)).toMatchObject({ what: expect.stringMatching(/no such model/) });
  });

  test("a proxy's error page", async () => {
    const proxy = createServer((_, response) => response.writeHead(502).end("<h1>Bad gateway</h1>"));
    onTestFinished(() => void proxy.close());
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const through = createTRPCClient<AppRouter>({ links: trpcLinks(url) });
    const error = await through.account.me.query().catch((e: unknown) => e);
    expect(errorText(error).what).toBe("The server answered 502.");
  });

  test("a server that is not there", async () => {
    const nobody = createTRPCClient<AppRouter>({ links: trpcLinks("http://127.0.0.1:9") });
    const error = await nobody.account.me.query().catch((e: unknown) => e);
    expect(errorText(error)).toMatchObject({ what: "Terrapin does not answer.", todo: expect.any(String) });
  });
});

describe("live updates", () => {
  function subscribe(lastEventId?: string) {
    const heard: (Change | null)[] = [];
    const states: string[] = [];
    const subscription = client.live.changes.subscribe(
      { lastEventId },
      {
        onData: ({ data }) => heard.push(data),
        onConnectionStateChange: ({ state }) => states.push(state),
      },
    );
    onTestFinished(() => subscription.unsubscribe());
    return { heard, states };
  }
  const change = (id: string): Change => ({ project: null, noun: "runs", id });
  const happen = (id: string) => open.db.transaction((tx) => announce(tx, change(id)));
  const times = (states: string[], state: string) => states.filter((each) => each === state).length;

  test("go on after the server ended the stream at its longest duration", async () => {
    const { sse } = appRouter._def._config;
    if (!sse) throw new Error("the router has no settings for streams");
    const { maxDurationMs } = sse;
    onTestFinished(() => {
      sse.maxDurationMs = maxDurationMs;
    });
    sse.maxDurationMs = 300;
    const { heard, states } = subscribe();
    await vi.waitFor(() => expect(times(states, "pending")).toBeGreaterThanOrEqual(3), 20_000);
    await happen("after the third");
    await vi.waitFor(() => expect(heard).toContainEqual(change("after the third")), 20_000);
  });

  test("begin where the page was rendered: what changed since comes first, and nothing else is asked", async () => {
    const listener = startListening();
    await listener.ready;
    // As if it had listened for a minute.
    listener.since -= 60_000;
    const renderedAt = Date.now();
    await happen("before the page listens");
    const { heard } = subscribe(String(renderedAt));
    await vi.waitFor(() => expect(heard).toContainEqual(change("before the page listens")), 20_000);
    await happen("after");
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(change("after")), 20_000);
    expect(heard).not.toContain(null);
  });

  test("begin with everything where it is no longer known what changed", async () => {
    const { heard } = subscribe(String(Date.now() - 3_600_000));
    await vi.waitFor(() => expect(heard[0]).toBe(null), 20_000);
  });

  test("go on after the server was killed and came back", async () => {
    const { heard, states } = subscribe();
    await vi.waitFor(() => expect(times(states, "pending")).toBe(1), 20_000);
    kill();
    await vi.waitFor(() => expect(states.at(-1)).toBe("connecting"), 20_000);
    await serve();
    await vi.waitFor(() => expect(times(states, "pending")).toBe(2), 20_000);
    await happen("after the restart");
    await vi.waitFor(() => expect(heard).toContainEqual(change("after the restart")), 20_000);
  });
});
