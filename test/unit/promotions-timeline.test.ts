import fc from "fast-check";
import { expect, test } from "vitest";
import { timeline } from "@/components/promotions/timeline";
import type { AuditEvent } from "@/server/audit/schema";
import type { Comment } from "@/server/promotions/comments/schema";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString();
const who = { id: "1", name: "Ada" };

const event = (minute: number, action = "promotion.requested"): AuditEvent => ({
  ...{ id: String(minute + 1), at: at(minute), action, via: "session", project: "p" },
  actor: { kind: "person", ...who },
  subject: { kind: "promotion", id: "7", name: null },
  ...{ data: {}, previousHash: "", hash: "" },
});
const comment = (minute: number): Comment => ({
  ...{ id: String(minute + 1), promotion: "7", person: who, text: "x", mentions: [], createdAt: at(minute) },
});

const minutes = (entries: ReturnType<typeof timeline>) =>
  entries.map((entry) => `${entry.kind} ${(Date.parse(entry.at) - Date.parse(at(0))) / 60_000}`);

test("comments and events stand in one order of time, oldest first", () => {
  const entries = timeline(
    { items: [event(9), event(1)], more: false },
    { items: [comment(12), comment(5)], more: false },
  );
  expect(minutes(entries)).toEqual(["event 1", "comment 5", "event 9", "comment 12"]);
});

test("that a comment was written is no entry beside the comment, that one was deleted is", () => {
  const events = [event(3, "promotion.comment_deleted"), event(2, "promotion.commented")];
  expect(minutes(timeline({ items: events, more: false }, { items: [], more: false }))).toEqual(["event 3"]);
});

test("reading on adds entries before those that are shown, and none between them", () => {
  const times = fc.uniqueArray(fc.nat(200), { maxLength: 30 }).map((list) => list.sort((a, b) => b - a));
  fc.assert(
    fc.property(times, times, fc.nat(30), fc.nat(30), (events, comments, n, m) => {
      const read = (e: number, c: number) =>
        minutes(
          timeline(
            { items: events.slice(0, e).map((minute) => event(minute)), more: e < events.length },
            { items: comments.slice(0, c).map(comment), more: c < comments.length },
          ),
        );
      fc.pre(n > 0 && m > 0);
      const part = read(n, m);
      const all = read(events.length, comments.length);
      expect(all.slice(all.length - part.length)).toEqual(part);
    }),
  );
});
