import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const tokens = [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
const themes = {
  light: new Map(tokens.map(([, name, light]) => [name, light])),
  dark: new Map(tokens.map(([, name, , dark]) => [name, dark])),
};

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const states = ["ok", "bad", "wait", "run", "idle"];
const grounds = ["bg", "surface", "sunken", "hover", "accent-soft"];
const pairs: [string, string, number][] = [
  ...["ink", "ink-2", "ink-3", "accent", ...states].flatMap((text) =>
    grounds.map((ground): [string, string, number] => [text, ground, 4.5]),
  ),
  ...states.map((state): [string, string, number] => [state, `${state}-soft`, 4.5]),
  ...states.map((state): [string, string, number] => [`${state}-mark`, "surface", 3]),
  ...Array.from({ length: 8 }, (_, at): [string, string, number] => [`c${at + 1}`, "surface", 3]),
  ["edge", "surface", 3],
  ["surface", "ink", 4.5],
  ["surface", "accent", 4.5],
];

it.each(Object.entries(themes))(
  "text and marks of the %s theme can be told from their ground",
  (_, theme) => {
    const short = pairs.filter(
      ([front, ground, least]) =>
        contrast(theme.get(front) ?? "#000000", theme.get(ground) ?? "#000000") < least,
    );
    expect(short).toEqual([]);
  },
);
