import { readFileSync } from "node:fs";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BrandMark } from "@/components/shell/brand";

type Icon = { src: string; type: string; sizes: string };

/** Width and height from a PNG's first chunk. */
function pngSize(file: string): string {
  const bytes = readFileSync(file);
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

test("the icons that the manifest names have the sizes it says", () => {
  const { icons } = JSON.parse(readFileSync("public/manifest.webmanifest", "utf8")) as { icons: Icon[] };
  const pictures = icons.filter((icon) => icon.type === "image/png");
  expect(pictures.length).toBeGreaterThan(1);
  for (const { src, sizes } of pictures) expect(pngSize(`public${src}`), src).toBe(sizes);
});

test("the picture for shared links has the size that previews ask for", () => {
  expect(pngSize("public/social.png")).toBe("1200x630");
});

test("the icon has the shapes of the mark in the product", () => {
  const shapes = (svg: string) => [...svg.matchAll(/ d="([^"]+)"/g)].map(([, path]) => path);
  const icon = shapes(readFileSync("public/icon.svg", "utf8"));
  const mark = shapes(renderToStaticMarkup(createElement(BrandMark)));
  expect(mark.length).toBe(2);
  expect(icon).toEqual(expect.arrayContaining(mark));
});
