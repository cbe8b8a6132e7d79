import { expect, test } from "vitest";
import { startGitlab } from "@/server/sample/gitlab/server";
import { PROJECT, smallGitlab } from "../../peers/gitlab-data";
import { type Contract, failureOf, open, readAll, signal, sourcesOf, type World } from "../world";

const NAME = "GitLab";

async function small(): Promise<World> {
  const { url, token, stop, control } = await startGitlab({ data: smallGitlab(Date.now()) });
  return {
    target: { vendor: "gitlab", url, credentials: { token }, options: { projects: [PROJECT.path] } },
    runsPath: "/pipelines",
    fail: control.fail,
    requests: () => control.requests,
    violations: () => control.violations,
    stop,
  };
}

export const contract: Contract = {
  worlds: [{ name: NAME, start: small }],
  small,

  ownTests({ of }) {
    const world = () => of(NAME);

    test("its states, child pipelines and jobs come through", async () => {
      const { runs } = await readAll(await open(world()));
      const words = [...runs.values()].map((run) => run.statusRaw);
      for (const word of [
        "success",
        "failed",
        "canceled",
        "skipped",
        "manual",
        "running",
        "waiting_for_callback",
      ]) {
        expect(words).toContain(word);
      }
      expect([...runs.values()].some((run) => run.trigger === "parent_pipeline")).toBe(true);
      const failed = [...runs.values()].find((run) => run.status === "failed");
      expect(failed?.jobs?.some((job) => job.status === "failed" && job.failureReason !== null)).toBe(true);
    });

    test("a second sync asks for no pipeline that has not changed", async () => {
      const backend = await open(world());
      const { cursors, runs } = await readAll(backend);
      const finished = [...runs.values()].filter(
        (run) => !["queued", "running", "waiting"].includes(run.status),
      );
      const before = world().requests?.().length ?? 0;
      await readAll(backend, cursors);
      const asked = world().requests?.().slice(before) ?? [];
      const details = new Set(asked.flatMap(({ path }) => /\/pipelines\/(\d+)/.exec(path)?.[1] ?? []));
      expect(finished.map((run) => run.externalId).filter((id) => details.has(id))).toEqual([]);
    });

    test("a project that is gone stops no other from being read, and is an error at the end", async () => {
      const [source] = sourcesOf(await open(world(), { options: { projects: ["no/such", PROJECT.path] } }));
      const read: string[] = [];
      const reading = async () => {
        for await (const page of source?.readRuns({ cursors: {}, openRuns: [], signal }) ?? []) {
          read.push(...page.runs.map((run) => run.externalId));
        }
      };
      expect(await failureOf(reading())).toMatchObject({
        kind: "not_found",
        why: expect.stringContaining("no%2Fsuch"),
      });
      expect(new Set(read).size).toBeGreaterThan(8);
    });

    test("a project that does not exist is named in the error", async () => {
      const backend = await open(world(), { options: { projects: ["no/such"] } });
      const error = await failureOf(backend.probe(signal));
      expect(error).toMatchObject({ kind: "not_found", why: expect.stringContaining("no%2Fsuch") });
    });
  },
};
