import { describe, expect, test } from "vitest";
import { objectActions, readCommand } from "@/components/search/object-actions";
import { fitting, ownGroups } from "@/components/search/own-groups";
import { paletteGroups } from "@/components/search/search-results";
import { missingWords } from "@/components/workspace/missing-words";
import type { Right } from "@/server/access/rights";
import type { Found } from "@/server/search/schema";

const project = "screening";
const found: Found[] = [
  { kind: "model", project, id: "1", name: "breast-cancer" },
  { kind: "version", project, id: "2", model: "breast-cancer", version: "14" },
  {
    ...{ kind: "promotion", project, id: "35", model: "breast-cancer", version: "14" },
    ...{ environment: "production", status: "pending" },
  },
  {
    ...{ kind: "promotion", project, id: "30", model: "breast-cancer", version: "13" },
    ...{ environment: "production", status: "rolled_back" },
  },
  { kind: "feedback", project, id: "48", title: "Agrees.", model: "breast-cancer", status: "confirmed" },
  { kind: "connection", project, id: "7", name: "mlflow", vendor: "mlflow" },
];
const allowed = { whyNot: () => null, sync: () => {} };
const labels = (verb: string | null, means = allowed) =>
  objectActions(found, verb, means).map(({ label }) => label);

describe("the actions on what was found", () => {
  test("are those that its state allows", () => {
    expect(labels(null)).toEqual([
      "Request promotion of breast-cancer",
      "Request promotion of breast-cancer v14",
      "Approve or reject breast-cancer v14 to production",
      "Sync mlflow now",
    ]);
  });

  test("give the reason where the reader lacks the right", () => {
    const asked: (string | undefined)[] = [];
    const whyNot = (right: Right, at?: string) => {
      asked.push(at);
      return right === "connections.manage" ? "This takes the role maintainer in the project." : null;
    };
    const actions = objectActions(found, null, { ...allowed, whyNot });
    expect(actions.filter((action) => action.disabledReason).map(({ label }) => label)).toEqual([
      "Sync mlflow now",
    ]);
    expect(new Set(asked)).toEqual(new Set([project]));
  });

  test("do what they say", () => {
    const synced: string[] = [];
    const means = { ...allowed, sync: ({ id }: { id: string }) => synced.push(id) };
    const [sync] = objectActions(found, "sync", means);
    sync?.run?.();
    expect(synced).toEqual(["7"]);
  });

  test("of a command are those of its verb", () => {
    expect(readCommand("sync mlflow")).toEqual({ verb: "sync", words: "mlflow" });
    expect(readCommand(" Promote  breast-cancer v14")).toEqual({
      verb: "request",
      words: "breast-cancer v14",
    });
    expect(readCommand("sync")).toEqual({ verb: null, words: "sync" });
    expect(readCommand("synced run")).toEqual({ verb: null, words: "synced run" });
    expect(labels("sync")).toEqual(["Sync mlflow now"]);
    expect(labels("approve")).toEqual(["Approve or reject breast-cancer v14 to production"]);
  });
});

test("a report that was found opens in the list that holds it", () => {
  const [line] = paletteGroups(found).find(({ title }) => title === "Feedback")?.items ?? [];
  expect(line).toMatchObject({
    label: "Agrees.",
    href: "/feedback?project=screening&status=confirmed&item=48",
  });
});

describe("what the palette offers everywhere", () => {
  const titles = (query: string) =>
    ownGroups(query, null, () => {})
      .filter(({ items }) => items.length > 0)
      .map(({ title }) => title);

  test("settings are found by their name and by what they are for", () => {
    const settings = ownGroups("gates approvals", null, () => {}).find(({ title }) => title === "Settings");
    expect(settings?.items.map(({ label, href }) => [label, href])).toEqual([
      ["Policies", "/settings/policies"],
    ]);
    expect(titles("")).toEqual(["Pages", "Actions"]);
    expect(titles("token")).toEqual(["Settings"]);
  });

  test("a line fits when all words occur in it", () => {
    const items = [{ id: "a", label: "Roll back production" }];
    expect(fitting("back PROD", items)).toHaveLength(1);
    expect(fitting("back staging", items)).toHaveLength(0);
  });
});

test.each([
  ["/runs/999", "There is no run 999"],
  ["/models/breast%20cancer", "There is no model breast cancer"],
  ["/models/a/versions/14", "There is no a v14"],
  ["/promotions/abc", "There is no promotion abc"],
  ["/settings/connections/9", "There is no connection 9"],
  ["/nowhere/at/all", "There is nothing at /nowhere/at/all"],
  ["/models/%E0%A4%A", "There is no model %E0%A4%A"],
])("at %s it says: %s", (path, words) => {
  expect(missingWords(path).title).toBe(words);
});
