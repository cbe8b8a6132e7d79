import { afterAll, beforeAll, expect, test } from "vitest";
import { verify } from "@/server/audit/service";
import { counts, exportLines, get, histogramOf, list, submit, update } from "@/server/feedback/service";
import { change, create, getPublic } from "@/server/forms/service";
import type { Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { testDatabase } from "../database";
import { makeWorld, type World } from "./promotions-world";
import { refusal } from "./refusals";

let open: OpenDb;
let world: World;
let stranger: Ctx;

const fields = [
  { kind: "prediction" as const, key: "prediction", label: "Prediction", required: false },
  { kind: "rating" as const, key: "rating", label: "Rating", required: true, max: 5 },
  {
    kind: "label" as const,
    key: "right",
    label: "What is right?",
    required: false,
    options: ["benign", "malignant"],
  },
  { kind: "text" as const, key: "words", label: "What happened?", required: false, maxLength: 2000 },
];
const form = (slug: string) => ({
  project: world.project.slug,
  model: "breast-cancer",
  environment: "production",
  slug,
  title: "Report a wrong result",
  intro: "",
  fields,
});

beforeAll(async () => {
  open = await testDatabase();
  world = await makeWorld(open);
  stranger = { db: open.db, actor: null, requestId: "test", ip: "192.0.2.1" };
  await create(world.as.maintainer, form("wrong-result"));
});
afterAll(() => open.close());

const send = (
  answers: Record<string, unknown>,
  more: { idempotencyKey?: string; ip?: string; predicted?: string } = {},
) => submit({ ...stranger, ip: more.ip ?? "192.0.2.1" }, { slug: "wrong-result", answers, ...more }, "form");
const all = (input = {}) => list(world.as.viewer, { limit: 200, ...input });

test("a stranger sees the questions and nothing about the team", async () => {
  const seen = await getPublic(stranger, { slug: "wrong-result" });
  expect(Object.keys(seen).sort()).toEqual(["closed", "fields", "intro", "slug", "title"]);
});

test("a report is tied to the version that served when it was sent", async () => {
  const before = await send({ rating: 1, right: "malignant", prediction: "8f21c0" });
  await world.observe("13");
  const after = await send({ rating: 4 });
  const version = async (id: string) => (await get(world.as.viewer, { id })).version;
  expect(await version(before.id)).toBe("12");
  expect(await version(after.id)).toBe("13");
  expect(await get(world.as.viewer, { id: before.id })).toMatchObject({
    title: "Corrected to malignant",
    correctedLabel: "malignant",
    predictionId: "8f21c0",
    rating: 1,
    status: "new",
    source: "form",
  });
});

test("what the model had said stands beside the correction, and decides whether it is a complaint", async () => {
  const wrong = await send({ rating: 5, right: "malignant" }, { predicted: "benign" });
  const right = await send({ rating: 5, right: "malignant" }, { predicted: "malignant" });
  expect(await get(world.as.viewer, { id: wrong.id })).toMatchObject({
    predictedLabel: "benign",
    correctedLabel: "malignant",
    complaint: true,
  });
  expect(await get(world.as.viewer, { id: right.id })).toMatchObject({ complaint: false });
  const complaints = (await all({ complaint: true })).items.map((item) => item.id);
  expect(complaints).toContain(wrong.id);
  expect(complaints).not.toContain(right.id);
});

test("the list is searched by words in any case and narrowed by tag, and the counts agree with it", async () => {
  const { id } = await send({ rating: 4, words: "Knochen, 100% Schärfe_neu", prediction: "find-me-7" });
  await update(world.as.contributor, { id, tags: ["focus"] });
  for (const narrowed of [{ q: "schärfe_NEU" }, { q: "100%" }, { q: "find-ME-7" }, { tag: "focus" }]) {
    expect((await all(narrowed)).items.map((item) => item.id)).toEqual([id]);
    expect(await counts(world.as.viewer, narrowed)).toEqual({ new: 1, confirmed: 0, fixed: 0, declined: 0 });
  }
  expect((await all({ q: "100_" })).items).toEqual([]);
});

test("what is open is what is new or confirmed", async () => {
  const sent = await Promise.all([send({ rating: 2 }), send({ rating: 2 }), send({ rating: 2 })]);
  const [fresh, confirmed, fixed] = sent.map(({ id }) => id);
  await update(world.as.contributor, { id: confirmed ?? "", status: "confirmed" });
  await update(world.as.contributor, { id: fixed ?? "", status: "fixed" });
  const shown = (await all({ status: "open" })).items.map(({ id }) => id);
  expect(shown).toEqual(expect.arrayContaining([fresh, confirmed]));
  expect(shown).not.toContain(fixed);
  const by = await counts(world.as.viewer, {});
  expect(shown.length).toBe(by.new + by.confirmed);
});

test("what was sent since a time is listed and counted alike", async () => {
  const newest = (await all()).items;
  const from = newest[2]?.createdAt ?? "";
  const since = newest.filter(({ createdAt }) => createdAt >= from).map(({ id }) => id);
  expect((await all({ from })).items.map(({ id }) => id)).toEqual(since);
  const by = await counts(world.as.viewer, { from });
  expect(Object.values(by).reduce((sum, n) => sum + n, 0)).toBe(since.length);
});

test("feedback over time counts every report that the filters let through once, and the complaints among them", async () => {
  const { id } = await send({ rating: 1, words: "counted over time" });
  for (const narrowed of [{}, { q: "counted over TIME" }, { complaint: false }]) {
    const { items } = await all(narrowed);
    const { buckets, from, to } = await histogramOf(world.as.viewer, { ...narrowed, buckets: 7 });
    expect(buckets).toHaveLength(7);
    expect(buckets.reduce((sum, bucket) => sum + bucket.total, 0)).toBe(items.length);
    expect(buckets.reduce((sum, bucket) => sum + bucket.bad, 0)).toBe(
      items.filter((item) => item.complaint).length,
    );
    expect([from, to]).toEqual([buckets[0]?.from, buckets.at(-1)?.to]);
  }
  // Triage moves a report to another status, and not in time.
  await update(world.as.contributor, { id, status: "declined" });
  const { buckets } = await histogramOf(world.as.viewer, { q: "counted over time", buckets: 3 });
  expect(buckets.map((bucket) => bucket.total)).toEqual([1, 0, 0]);
  expect(await histogramOf(world.as.viewer, { q: "in no report", buckets: 3 })).toEqual({
    from: null,
    to: null,
    buckets: [],
  });
});

test("a report is kept also while nothing serves", async () => {
  await world.observe(null);
  const { id } = await send({ rating: 3 });
  expect(await get(world.as.viewer, { id })).toMatchObject({ version: null, deployment: null });
  await world.observe("12");
});

test("the same idempotency key makes one item, also when sent at the same time", async () => {
  const sent = await Promise.all(
    Array.from({ length: 5 }, () => send({ rating: 2 }, { idempotencyKey: "once" })),
  );
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(sent.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
});

test("words in any script, emoji and markup are kept as they were written", async () => {
  const words = '<script>alert("1")</script> 🐢 نتيجة خاطئة';
  const { id } = await send({ rating: 2, words });
  const item = await get(world.as.viewer, { id });
  expect(item.answers.words).toBe(words);
  expect(item.title).toBe(words);
});

test("answers that do not fit are refused in the form's own words and nothing is kept", async () => {
  const before = (await all()).items.length;
  expect((await refusal(send({ rating: 9, words: "x" }))).words).toContain(
    "“Rating” takes a whole number from 1 to 5",
  );
  expect((await refusal(send({ words: "x" }))).words).toContain("“Rating” is needed");
  expect((await all()).items).toHaveLength(before);
});

test("a flood from one address is slowed down, others are not", async () => {
  const flood = Array.from({ length: 31 }, () =>
    send({ rating: 5 }, { ip: "192.0.2.66" }).catch((error) => error),
  );
  const refused = (await Promise.all(flood)).filter((answer) => answer instanceof Error);
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ code: "TOO_MANY_REQUESTS" });
  await expect(send({ rating: 5 }, { ip: "192.0.2.67" })).resolves.toMatchObject({ duplicate: false });
});

test("the list is read page by page, each item once and newest first", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(world.as.viewer, { limit: 7, cursor });
    seen.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual((await all()).items.map((item) => item.id));
});

test("a contributor triages: status, assignee and tags, each recorded; the counts follow", async () => {
  const { id } = await send({ rating: 1 });
  const before = await counts(world.as.viewer, {});
  const me = world.as.contributor.actor?.id ?? "";
  const item = await update(world.as.contributor, {
    id,
    status: "confirmed",
    assignee: "me",
    tags: ["dense", "dense"],
  });
  expect(item).toMatchObject({
    status: "confirmed",
    assignee: { id: me, name: "contributor" },
    tags: ["dense"],
  });
  const after = await counts(world.as.viewer, {});
  expect([after.new, after.confirmed]).toEqual([before.new - 1, before.confirmed + 1]);
  expect(
    (await all({ status: "confirmed", assignee: me, tag: "dense" })).items.map((each) => each.id),
  ).toEqual([id]);
  expect((await world.recorded()).at(-1)).toBe("feedback.confirmed");
});

test("a change that changes nothing writes nothing", async () => {
  const { id } = await send({ rating: 1 });
  const before = (await world.recorded()).length;
  await update(world.as.contributor, { id, status: "new", tags: [] });
  expect(await world.recorded()).toHaveLength(before);
});

test("a viewer may read and not triage; strangers and other projects may do neither", async () => {
  const { id } = await send({ rating: 1 });
  const elsewhere = (await makeWorld(open)).as.maintainer;
  expect((await refusal(update(world.as.viewer, { id, status: "fixed" }))).code).toBe("FORBIDDEN");
  expect((await refusal(get(elsewhere, { id }))).code).toBe("FORBIDDEN");
  expect((await refusal(get(stranger, { id }))).code).toBe("UNAUTHORIZED");
  expect((await list(elsewhere, { limit: 200 })).items).toEqual([]);
});

test("an item is not given to somebody outside the project", async () => {
  const { id } = await send({ rating: 1 });
  const elsewhere = (await makeWorld(open)).as.maintainer.actor?.id ?? "";
  expect((await refusal(update(world.as.contributor, { id, assignee: elsewhere }))).code).toBe("BAD_REQUEST");
});

test("only maintainers make forms, and an address is given once", async () => {
  expect((await refusal(create(world.as.approver, form("another")))).code).toBe("FORBIDDEN");
  expect((await refusal(create(world.as.maintainer, form("wrong-result")))).code).toBe("CONFLICT");
  const nowhere = create(world.as.maintainer, { ...form("another"), environment: "moon" });
  expect((await refusal(nowhere)).words).toContain("has no environment moon");
});

test("a closed form takes nothing in until it is opened again", async () => {
  await change(world.as.maintainer, { slug: "wrong-result", closed: true });
  expect((await refusal(send({ rating: 1 }, { ip: "192.0.2.2" }))).words).toContain("closed");
  await change(world.as.maintainer, { slug: "wrong-result", closed: false });
  await expect(send({ rating: 1 }, { ip: "192.0.2.2" })).resolves.toBeTruthy();
});

test("the dataset holds every item that fits, one line each", async () => {
  let text = "";
  for await (const piece of exportLines(world.as.viewer, { format: "jsonl", status: "new" }).pieces)
    text += piece;
  const lines = text
    .trim()
    .split("\n")
    .map((each) => JSON.parse(each) as { id: string; status: string });
  expect(lines.map((each) => each.id)).toEqual((await all({ status: "new" })).items.map((item) => item.id));
  expect(new Set(lines.map((each) => each.status))).toEqual(new Set(["new"]));
});

test("the audit chain is whole after all of this", async () => {
  expect(await verify(open.db)).toMatchObject({ ok: true });
});
