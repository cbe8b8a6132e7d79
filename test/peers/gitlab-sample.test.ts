import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadContract } from "@/server/sample/gitlab/contract";
import { type Gitlab, type GitlabOptions, startGitlab } from "@/server/sample/gitlab/server";
import { job, PROJECT, pipeline, sha, smallGitlab } from "./gitlab-data.ts";
import { beside } from "./python-env.ts";

const START = Date.parse("2026-11-24T12:00:00Z");
const SECOND = 1_000;
const PIPELINES = "/projects/21/pipelines";
let gitlab: Gitlab | null = null;
let clock = START;

async function start(options: Partial<GitlabOptions> = {}): Promise<Gitlab> {
  gitlab = await startGitlab({ data: smallGitlab(START), now: () => clock, ...options });
  return gitlab;
}

type Row = Record<string, unknown> & { id: number; status: string; updated_at: string };
type Said = { status: number; headers: Headers; body: string; json: () => Row; rows: () => Row[] };

async function ask(path: string, method = "GET", body?: unknown, token = gitlab?.token ?? ""): Promise<Said> {
  const response = await fetch(`${gitlab?.url}/api/v4${path}`, {
    method,
    headers: { "private-token": token, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text,
    json: () => JSON.parse(text) as Row,
    rows: () => JSON.parse(text) as Row[],
  };
}

const statusOf = async (id: number) => (await ask(`${PIPELINES}/${id}`)).json().status;
const jobsOf = async (id: number) => (await ask(`${PIPELINES}/${id}/jobs`)).rows();
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(beside(`./fixtures/gitlab/${name}`), "utf8"));

afterEach(async () => {
  const violations = gitlab?.control.violations ?? [];
  await gitlab?.stop();
  gitlab = null;
  clock = START;
  expect(violations).toEqual([]);
});

describe("what GitLab recorded", () => {
  const contract = loadContract();
  const recorded: [string, string][] = [
    ["api.pipelines.list.json", "/api/v4/projects/{id}/pipelines"],
    ["api.pipeline.single.json", "/api/v4/projects/{id}/pipelines/{pipeline_id}"],
  ];
  it.each(recorded)("%s keeps to the contract", (file, template) => {
    const operation = contract.operation("GET", template);
    expect(operation && contract.answer(operation, 200, "application/json", fixture(file))).toBeNull();
  });

  it("is told apart from what breaks the contract", () => {
    const operation = contract.operation("GET", "/api/v4/projects/{id}/pipelines");
    const [first] = fixture("api.pipelines.list.json") as object[];
    const refuses = (row: object) => operation && contract.answer(operation, 200, "application/json", [row]);
    expect(refuses({ ...first, id: "47" })).toContain("must be integer");
    expect(refuses({ ...first, created_at: "2016-08-11 11:28:34 UTC" })).toContain("date-time");
    expect(refuses({ ...first, stauts: "pending" })).toContain("additional properties");
  });

  it("has the same fields as the simulator's answers", async () => {
    await start();
    const [row] = (await ask(PIPELINES)).rows();
    const [recordedRow] = fixture("api.pipelines.list.json") as object[];
    expect(Object.keys(row ?? {}).sort()).toEqual(Object.keys(recordedRow ?? {}).sort());
    const detail = (await ask(`${PIPELINES}/281`)).json();
    expect(Object.keys(detail).sort()).toEqual(
      Object.keys(fixture("api.pipeline.single.json") as object).sort(),
    );
  });
});

describe("a GitLab that moves", () => {
  it("plays a recorded pipeline back as GitLab told it", async () => {
    const { control, url } = await start();
    const told = fixture("api.pipeline.single.json") as Record<string, string> & { id: number; iid: number };
    const at = (name: string) => Date.parse(told[name] ?? "");
    // The simulator takes a second to set a pipeline up.
    const queue = (at("started_at") - at("created_at")) / SECOND - 1;
    const run = (at("finished_at") - at("started_at")) / SECOND;
    const { id, iid, sha: commit = "", ref = "", source = "", name = "" } = told;
    const happened = {
      id,
      iid,
      sha: commit,
      ref,
      source,
      name,
      project: 21,
      user: 1,
      at: told.created_at ?? "",
    };
    control.push({ ...happened, stages: ["test"], jobs: [job("test", "test", { queue, run })] });
    clock = at("finished_at") - SECOND;
    expect(await statusOf(id)).toBe("running");
    clock = at("finished_at");
    const { before_sha, user, duration, queued_duration, updated_at, web_url, detailed_status, ...rest } =
      told;
    const answer = (await ask(`${PIPELINES}/${id}`)).json();
    expect(answer).toMatchObject(rest);
    expect(answer.web_url).toBe(String(web_url).replace("http://127.0.0.1:3000", url));
  });

  it("shows each of the thirteen states, and answers every route by the contract", async () => {
    await start();
    clock += 2 * SECOND;
    gitlab?.control.push(pipeline(296, clock, 0));
    const rows = (await ask(`${PIPELINES}?per_page=100`)).rows();
    const children = (await ask(`${PIPELINES}?source=parent_pipeline`)).rows();
    for (const { id } of [...rows, ...children]) {
      const [jobs, bridges] = [await ask(`${PIPELINES}/${id}/jobs`), await ask(`${PIPELINES}/${id}/bridges`)];
      const answers = [await ask(`${PIPELINES}/${id}`), jobs, bridges];
      for (const one of jobs.rows()) {
        answers.push(
          await ask(`/projects/21/jobs/${one.id}`),
          await ask(`/projects/21/jobs/${one.id}/trace`),
        );
      }
      expect(answers.map((answer) => answer.status).filter((status) => status !== 200)).toEqual([]);
    }
    const states = new Set(rows.map((row) => row.status));
    const early =
      "created waiting_for_resource preparing waiting_for_callback pending scheduled manual running";
    const late = "canceling canceled skipped failed success";
    expect([...states].sort()).toEqual(`${early} ${late}`.split(" ").sort());
  });

  it("runs a pipeline from created to success as its clock goes on", async () => {
    await start();
    const seen = [await statusOf(295)];
    for (let i = 0; i < 30; i++) {
      clock += 5 * SECOND;
      const status = await statusOf(295);
      if (status !== seen.at(-1)) seen.push(status);
    }
    expect(seen).toEqual(["created", "pending", "running", "success"]);
    const done = (await ask(`${PIPELINES}/295`)).json();
    expect(done).toMatchObject({
      duration: 120,
      queued_duration: 6,
      finished_at: "2026-11-24T12:02:11.000Z",
    });
  });

  it("moves a pipeline's change time with its status only", async () => {
    await start();
    clock += 30 * SECOND;
    const before = (await ask(`${PIPELINES}/295`)).json();
    clock += 60 * SECOND;
    const after = (await ask(`${PIPELINES}/295`)).json();
    expect(after.updated_at).toBe(before.updated_at);
    const jobs = await jobsOf(295);
    expect(jobs.map((one) => [one.name, one.status])).toContainEqual(["build", "success"]);
  });

  it("skips what comes after a failure, and says why it failed", async () => {
    const data = smallGitlab(START);
    const stages = {
      stages: ["test", "publish"],
      jobs: [job("unit", "test", { result: "failed" }), job("publish", "publish")],
    };
    data.pipelines.push(pipeline(300, START, 60, stages));
    await start({ data });
    expect(await statusOf(300)).toBe("failed");
    const jobs = await jobsOf(300);
    expect(jobs.map((one) => [one.name, one.status, one.failure_reason])).toEqual([
      ["publish", "skipped", undefined],
      ["unit", "failed", "script_failure"],
    ]);
  });

  it("writes a log that grows and ends in the verdict", async () => {
    await start();
    const failed = (await jobsOf(282)).find((one) => one.name === "unit");
    const log = (await ask(`/projects/21/jobs/${failed?.id}/trace`)).body;
    expect(log).toContain("E   AssertionError: expected 413, got 500");
    expect(log.trimEnd()).toMatch(/ERROR: Job failed: exit code 1\S*$/);
    const build = (await jobsOf(295)).find((one) => one.name === "build");
    const lengths = [];
    for (const seconds of [0, 12, 20, 60, 70]) {
      clock = START + seconds * SECOND;
      lengths.push((await ask(`/projects/21/jobs/${build?.id}/trace`)).body.length);
    }
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(lengths[0]).toBe(0);
    expect(new Set(lengths).size).toBeGreaterThan(2);
  });
});

describe("what users do", () => {
  it("cancels: first canceling, then canceled, and nothing more runs", async () => {
    await start();
    expect((await ask(`${PIPELINES}/293/cancel`, "POST")).json().status).toBe("canceling");
    clock += 10 * SECOND;
    expect(await statusOf(293)).toBe("canceled");
    clock += 7_200 * SECOND;
    expect((await jobsOf(293)).map((one) => one.status)).toEqual(["canceled", "canceled"]);
  });

  it("retries what failed under a new id and keeps the old attempt for who asks", async () => {
    await start();
    const before = (await jobsOf(282)).find((one) => one.name === "unit");
    expect((await ask(`${PIPELINES}/282/retry`, "POST")).status).toBe(201);
    clock += 30 * SECOND;
    expect(await statusOf(282)).toBe("running");
    const now = (await jobsOf(282)).find((one) => one.name === "unit");
    expect(now?.id).not.toBe(before?.id);
    const all = (await ask(`${PIPELINES}/282/jobs?include_retried=true`)).rows();
    expect(all.map((one) => one.id)).toContain(before?.id);
    expect(all.length).toBe((await jobsOf(282)).length + 1);
  });

  it("plays a manual job, and refuses to play what waits for no hand", async () => {
    await start();
    expect(await statusOf(285)).toBe("manual");
    const manual = (await jobsOf(285)).find((one) => one.status === "manual");
    expect((await ask(`/projects/21/jobs/${manual?.id}/play`, "POST", {})).status).toBe(200);
    clock += 120 * SECOND;
    expect(await statusOf(285)).toBe("success");
    expect((await ask(`/projects/21/jobs/${manual?.id}/play`, "POST", {})).status).toBe(400);
  });

  it("creates a pipeline on a branch it knows, and says so where it does not", async () => {
    await start();
    const made = await ask("/projects/21/pipeline", "POST", { ref: "main", variables: [] });
    expect([made.status, made.json().ref, made.json().source]).toEqual([201, "main", "api"]);
    clock += 600 * SECOND;
    expect(await statusOf(made.json().id)).toBe("success");
    expect((await ask("/projects/21/pipeline", "POST", { ref: "no-such-branch" })).status).toBe(400);
  });

  it("is remembered over a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "terrapin-gitlab-"));
    const state = join(folder, "gitlab.json");
    await start({ state });
    await ask(`${PIPELINES}/293/cancel`, "POST");
    const made = (await ask("/projects/21/pipeline", "POST", { ref: "main" })).json().id;
    await gitlab?.stop();
    clock += 600 * SECOND;
    await start({ state });
    expect([await statusOf(293), await statusOf(made)]).toEqual(["canceled", "success"]);
    await rm(folder, { recursive: true });
  });
});

describe("GitLab's manners", () => {
  it("pages by offset, with totals and links", async () => {
    await start();
    const page = await ask(`${PIPELINES}?per_page=5&page=2`);
    expect(page.rows().length).toBe(5);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      "x-page": "2",
      "x-next-page": "3",
      "x-total": "14",
      "x-total-pages": "3",
    });
    const next = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
    const followed = await fetch(next, { headers: { "private-token": gitlab?.token ?? "" } });
    expect(((await followed.json()) as Row[]).length).toBe(4);
    expect((await ask(`${PIPELINES}?per_page=1000`)).headers.get("x-per-page")).toBe("100");
  });

  it("pages a project's jobs by key, where only the link leads on", async () => {
    await start();
    const found: number[] = [];
    let url: string | undefined =
      `${gitlab?.url}/api/v4/projects/21/jobs?pagination=keyset&per_page=7&order_by=id&sort=desc`;
    while (url) {
      const page: Response = await fetch(url, { headers: { "private-token": gitlab?.token ?? "" } });
      found.push(...((await page.json()) as Row[]).map((row) => row.id));
      expect(page.headers.get("x-total")).toBeNull();
      url = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
    }
    expect(found).toEqual([...new Set(found)].sort((a, b) => b - a));
    expect(found.length).toBeGreaterThan(20);
  });

  it("hides child pipelines unless asked for them", async () => {
    await start();
    expect((await ask(`${PIPELINES}?per_page=100`)).rows().map((row) => row.id)).not.toContain(287);
    expect((await ask(`${PIPELINES}?source=parent_pipeline`)).rows().map((row) => row.id)).toEqual([287]);
    const [bridge] = (await ask(`${PIPELINES}/286/bridges`)).rows();
    expect(bridge?.downstream_pipeline).toMatchObject({ id: 287, source: "parent_pipeline" });
  });

  it("lists by change time, without the moment named", async () => {
    await start();
    const ordered = (await ask(`${PIPELINES}?order_by=updated_at&sort=asc&per_page=100`)).rows();
    const times = ordered.map((row) => row.updated_at);
    expect(times).toEqual([...times].sort());
    const middle = times[6] ?? "";
    const later = (await ask(`${PIPELINES}?updated_after=${middle}&per_page=100`)).rows();
    expect(later.map((row) => row.updated_at).filter((time) => time <= middle)).toEqual([]);
    expect(later.length).toBe(times.filter((time) => time > middle).length);
  });

  it("filters by status, branch, commit and name", async () => {
    await start();
    const ids = async (query: string) => (await ask(`${PIPELINES}?${query}`)).rows().map((row) => row.id);
    expect(await ids("status=failed")).toEqual([282]);
    expect(await ids("name=nightly-features")).toEqual([281]);
    expect(await ids(`sha=${sha(1)}`)).toEqual([293, 281]);
    expect(await ids("ref=nowhere")).toEqual([]);
  });

  it("knows a project by number and by path, and no other", async () => {
    await start();
    expect((await ask(`/projects/${encodeURIComponent(PROJECT.path)}`)).json().id).toBe(21);
    expect((await ask("/projects/22/pipelines")).status).toBe(404);
    expect((await ask(`${PIPELINES}/9999`)).status).toBe(404);
    expect((await ask("/version")).json().version).toBe("18.6.0-ee");
  });

  it("refuses a wrong token as GitLab does", async () => {
    await start();
    const refused = await ask("/version", "GET", undefined, "glpat-wrong");
    expect([refused.status, refused.body]).toEqual([401, '{"message":"401 Unauthorized"}']);
  });

  it("tells its rate, and how long to wait once it is used up", async () => {
    await start({ rateLimit: 2 });
    expect((await ask("/version")).headers.get("ratelimit-remaining")).toBe("1");
    await ask("/version");
    const over = await ask("/version");
    expect([over.status, over.headers.get("retry-after"), over.body]).toEqual([429, "60", "Retry later\n"]);
    clock += 61 * SECOND;
    expect((await ask("/version")).status).toBe(200);
  });

  it("notices a request against the contract", async () => {
    const mine = await start();
    expect((await ask(`${PIPELINES}?updated_since=2026-01-01T00:00:00Z`)).status).toBe(500);
    expect((await ask(`${PIPELINES}?order_by=created_at`)).status).toBe(400);
    expect((await ask("/projects/21/pipeline", "POST", { branch: "main" })).status).toBe(400);
    expect(mine.control.violations.splice(0).length).toBe(3);
  });
});

describe("ordered trouble", () => {
  it("comes to the requests it was ordered for, as often as ordered", async () => {
    const { control } = await start();
    control.fail({ kind: "500", path: "/pipelines", times: 2 });
    expect((await ask("/version")).status).toBe(200);
    expect([
      (await ask(PIPELINES)).status,
      (await ask(PIPELINES)).status,
      (await ask(PIPELINES)).status,
    ]).toEqual([500, 500, 200]);
    control.fail({ kind: "401", times: 100 });
    expect((await ask("/version")).status).toBe(401);
    control.heal();
    expect((await ask("/version")).status).toBe(200);
  });

  it("is a 429 with or without Retry-After, a page of HTML, half a JSON, a dead line, or a long wait", async () => {
    const { control } = await start();
    control.fail({ kind: "429", retryAfter: 7 });
    expect((await ask(PIPELINES)).headers.get("retry-after")).toBe("7");
    control.fail({ kind: "429", retryAfter: null });
    const bare = await ask(PIPELINES);
    expect([bare.status, bare.headers.get("retry-after")]).toEqual([429, null]);
    control.fail({ kind: "html" });
    const html = await ask(PIPELINES);
    expect([html.status, html.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    control.fail({ kind: "truncated" });
    const half = await ask(PIPELINES);
    expect(() => half.json()).toThrow(SyntaxError);
    control.fail({ kind: "reset" });
    await expect(ask(PIPELINES)).rejects.toThrow("fetch failed");
    control.fail({ kind: "slow", delayMs: 60_000 });
    await expect(
      fetch(`${gitlab?.url}/api/v4/version`, { signal: AbortSignal.timeout(200) }),
    ).rejects.toThrow("timeout");
    expect(control.requests.map((seen) => seen.fault)).toEqual([
      "429",
      "429",
      "html",
      "truncated",
      "reset",
      "slow",
    ]);
  });
});
