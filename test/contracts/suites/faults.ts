import { describe, expect, test } from "vitest";
import type { Vendor } from "@/server/backends/vendor";
import { failureOf, open, readAll, signal, type World } from "../world";

/** What every backend does when its server fails. */
export function faultSuite({ name }: Vendor, world: () => World) {
  const fail = (fault: Parameters<NonNullable<World["fail"]>>[0]) => world().fail?.(fault);

  describe("when something fails", () => {
    test("refused credentials are named, and are not part of the words", async () => {
      fail({ kind: "401" });
      const error = await failureOf((await open(world())).probe(signal));
      expect(error).toMatchObject({ kind: "unauthorized", status: 401 });
      for (const secret of Object.values(world().target.credentials))
        expect(error.message).not.toContain(secret);
    });

    test("a sign-in page in place of data is named", async () => {
      fail({ kind: "html", path: world().runsPath });
      const error = await failureOf(readAll(await open(world())));
      expect(error).toMatchObject({ kind: "not_json" });
      expect(error.todo).toContain(`Is this the address of the ${name} API?`);
    });

    test.each(["truncated", "reset", "500"] as const)("%s once is survived", async (kind) => {
      const undisturbed = await readAll(await open(world()));
      fail({ kind, path: world().runsPath });
      const disturbed = await readAll(await open(world()));
      expect([...disturbed.runs.keys()].sort()).toEqual([...undisturbed.runs.keys()].sort());
    });

    test("a request to slow down is obeyed, and nothing is missed", async () => {
      const undisturbed = await readAll(await open(world()));
      const before = world().requests?.().length ?? 0;
      fail({ kind: "429", retryAfter: 1, path: world().runsPath });
      const { runs } = await readAll(await open(world()));
      expect(runs.size).toBe(undisturbed.runs.size);
      expect(world().requests?.().length).toBeGreaterThan(before);
    });

    test("a long wait that was asked for is thrown", async () => {
      fail({ kind: "429", retryAfter: 600, path: world().runsPath });
      expect(await failureOf(readAll(await open(world())))).toMatchObject({
        kind: "rate_limited",
        retryAfterMs: 600_000,
      });
    });
  });
}
