import { createHash } from "node:crypto";
import { join } from "node:path";
import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBackup } from "@/server/cli/database/backup/open-backup";
import { restore } from "@/server/cli/database/backup/restore";
import { canonicalJson } from "@/server/foundation/canonical-json";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { decisions, promotions } from "@/server/foundation/db/tables/promotions";
import { runMetrics } from "@/server/foundation/db/tables/runs";
import { readPinned } from "@/server/promotions/evidence/pin";
import { maintainOpenPromotions } from "@/server/promotions/service";
import { openStatuses } from "@/server/promotions/status";
import { testDatabase } from "../database";

/** The last version that pinned evidence in one piece. Its sample has a promotion that one of two approvers approved. */
const backup = join(import.meta.dirname, "fixtures", "decf83d", "terrapin.backup");

describe("promotions whose evidence was pinned in one piece", () => {
  let open: OpenDb;
  beforeAll(async () => {
    open = await testDatabase();
    await restore(open.url, "a secret kept for upgrade tests", await openBackup(backup));
    // The sample's deadlines are of the day on which the workspace was made.
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    await open.db.update(promotions).set({ expiresAt: inAnHour }).where(isOpen);
  });
  afterAll(() => open.close());

  const isOpen = inArray(promotions.status, [...openStatuses]);
  const rowsOf = () => open.db.select().from(promotions).where(isOpen).orderBy(promotions.id);
  const approvalsOf = (ids: string[]) =>
    open.db.select().from(decisions).where(inArray(decisions.promotionId, ids)).orderBy(decisions.id);
  const lookAgain = () =>
    maintainOpenPromotions({ ...systemCtx(open.db, "expire"), signal: AbortSignal.timeout(60_000) });

  test("all have the digest over their content, of then and as it is read now", async () => {
    const rows = await open.db.select().from(promotions);
    expect(rows.length).toBeGreaterThan(10);
    for (const { evidence, evidenceDigest } of rows) {
      const whole = createHash("sha256").update(canonicalJson(evidence)).digest("hex");
      expect(evidenceDigest).toBe(`sha256:${whole}`);
      const { sections, digestOf } = readPinned(evidence);
      expect(digestOf(sections)).toBe(evidenceDigest);
    }
  });

  test("keep their evidence and its approvals as long as nothing changes", async () => {
    const rows = await rowsOf();
    const given = await approvalsOf(rows.map(({ id }) => id));
    expect(given).toContainEqual(expect.objectContaining({ decision: "approve", voidedAt: null }));
    await lookAgain();
    expect(await rowsOf()).toEqual(rows);
    expect(await approvalsOf(rows.map(({ id }) => id))).toEqual(given);
  });

  test("are pinned again, in sections, and their approvals are void, once something does", async () => {
    const [approved] = (await approvalsOf((await rowsOf()).map(({ id }) => id))).map((d) => d.promotionId);
    const [row] = (await rowsOf()).filter(({ id }) => id === approved);
    if (!row) throw new Error("no open promotion was approved by anybody");
    const [version] = await open.db.select().from(modelVersions).where(eq(modelVersions.id, row.versionId));
    await open.db
      .update(runMetrics)
      .set({ value: 0.5 })
      .where(eq(runMetrics.runId, version?.runId ?? ""));
    await lookAgain();
    const [now] = (await rowsOf()).filter(({ id }) => id === approved);
    expect(now?.evidence).toHaveProperty("sections.challengerMetrics.digest");
    expect(now?.evidenceDigest).not.toBe(row.evidenceDigest);
    expect(now?.evidenceChanges.join()).toMatch(/ is 0\.5, it was /);
    for (const { voidedAt } of await approvalsOf([row.id])) expect(voidedAt).not.toBeNull();
  });
});
