import { describe, expect, it } from "vitest";
import { navItems, roomOf } from "@/components/shell/nav";
import { themeOf } from "@/components/shell/theme";
import { pressed } from "@/components/ui/use-hotkeys";

describe("the room of an address", () => {
  it.each([
    ["/", "Overview"],
    ["/runs", "Runs"],
    ["/runs/17", "Runs"],
    ["/models/breast-cancer/versions/14", "Models"],
    ["/settings/connections/3", "Settings"],
    ["/runsaway", undefined],
    ["/sign-in", undefined],
  ])("%s is %s", (path, room) => {
    expect(roomOf(path)?.label).toBe(room);
  });
});

it("every room has a letter of its own and keeps the project in its address", () => {
  expect(new Set(navItems.map((item) => item.letter)).size).toBe(navItems.length);
  for (const item of navItems) expect(item.path({ project: "screening" })).toMatch(/\?project=screening$/);
});

it("counts are shown only where there is something to count", () => {
  const counts = { runsLive: 0, promotionsWaiting: 2, feedbackNew: 0 };
  expect(navItems.flatMap((item) => item.count?.(counts)?.text ?? [])).toEqual(["2"]);
});

it("only a known theme is taken from the cookie", () => {
  expect([themeOf("dark"), themeOf("light"), themeOf("<script>"), themeOf(undefined)]).toEqual([
    "dark",
    "light",
    null,
    null,
  ]);
});

it("keys are written one way, whatever the keyboard", () => {
  const none = { metaKey: false, ctrlKey: false, altKey: false };
  expect(pressed({ ...none, key: "K", metaKey: true })).toBe("mod+k");
  expect(pressed({ ...none, key: "k", ctrlKey: true })).toBe("mod+k");
  expect(pressed({ ...none, key: "?" })).toBe("?");
  expect(pressed({ ...none, key: "Enter" })).toBe("Enter");
});
