import { z } from "zod";
import { id, instant } from "@/server/foundation/shapes";

export const outboundRange = z.object({
  id,
  range: z.string().describe("in CIDR notation"),
  note: z.string(),
  openedBy: z.string().nullable(),
  createdAt: instant,
});
export type OutboundRange = z.infer<typeof outboundRange>;

/** An installation has a handful: always one page. */
export const outboundRanges = z.object({
  items: z.array(outboundRange),
  nextCursor: z.null(),
  allOpen: z
    .boolean()
    .describe("whether every private address is open, as it is while only this machine reaches Terrapin"),
});
export type OutboundRanges = z.infer<typeof outboundRanges>;

const text = z.string().trim();
export const openRange = z.object({
  range: z
    .union([text.pipe(z.cidrv4()), text.pipe(z.cidrv6()), text.pipe(z.ipv4()), text.pipe(z.ipv6())], {
      error: "is neither a range such as 10.20.0.0/16 nor an address",
    })
    .describe("a private range such as 10.20.0.0/16 or fd12:3456::/32, or one address"),
  note: z.string().trim().max(200).default("").describe("what is reached there"),
});
export type OpenRange = z.infer<typeof openRange>;

export const closeRange = z.object({ id });
