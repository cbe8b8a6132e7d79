import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { readEnvironment } from "@/server/foundation/env";
import { canonicalAddress, countedNetwork } from "@/server/foundation/network";
import { clientAddress, trustedPeers } from "@/server/http/client-address";

const proxies = trustedPeers(["10.0.0.0/8", "2001:db8:1::1"]);
const from = (peer: string, headers: IncomingHttpHeaders, trusted = proxies) =>
  clientAddress(peer, headers, trusted);
const xff = (value: string) => ({ "x-forwarded-for": value });

describe("where a request came from", () => {
  test("is its peer, whatever the headers say, unless that is a trusted proxy", () => {
    expect(from("203.0.113.7", xff("198.51.100.1"))).toBe("203.0.113.7");
    expect(from("203.0.113.7", { forwarded: "for=198.51.100.1" })).toBe("203.0.113.7");
    expect(from("127.0.0.1", xff("198.51.100.1"), trustedPeers([]))).toBe("127.0.0.1");
  });

  test("behind trusted proxies is the last address that is none of them", () => {
    expect(from("10.0.0.1", xff("198.51.100.1"))).toBe("198.51.100.1");
    expect(from("::ffff:10.0.0.1", xff("198.51.100.1, 10.0.0.2"))).toBe("198.51.100.1");
    // The first was written by the client itself.
    expect(from("10.0.0.1", xff("192.0.2.99, 198.51.100.1"))).toBe("198.51.100.1");
    expect(from("10.0.0.1", xff("192.0.2.99, 203.0.113.50, 10.0.0.2"))).toBe("203.0.113.50");
    expect(from("2001:db8:1::1", xff("2001:DB8:2::0005"))).toBe("2001:db8:2::5");
  });

  test("is read from Forwarded too, with ports and quotes", () => {
    expect(from("10.0.0.1", { forwarded: 'for=192.0.2.9, for="[2001:db8::17]:4711";proto=https' })).toBe(
      "2001:db8::17",
    );
    expect(from("10.0.0.1", { forwarded: "proto=http;for=192.0.2.60:80;by=10.0.0.1" })).toBe("192.0.2.60");
    expect(from("10.0.0.1", xff("198.51.100.1:5555"))).toBe("198.51.100.1");
  });

  test("is the proxy itself where that names nobody", () => {
    expect(from("10.0.0.1", {})).toBe("10.0.0.1");
    expect(from("10.0.0.1", { forwarded: "for=unknown" })).toBe("10.0.0.1");
    expect(from("10.0.0.1", xff("198.51.100.1, nonsense"))).toBe("10.0.0.1");
  });
});

test("an address has one spelling, and of IPv6 the first 64 bits count", () => {
  expect(canonicalAddress("::ffff:192.0.2.1")).toBe("192.0.2.1");
  expect(canonicalAddress("fe80::1%eth0")).toBe("fe80::1");
  expect(canonicalAddress("not one")).toBeNull();
  expect(countedNetwork("192.0.2.1")).toBe("192.0.2.1");
  expect(countedNetwork("2001:db8:1:2:aaaa::1")).toBe(countedNetwork("2001:db8:1:2:bbbb::2"));
  expect(countedNetwork("2001:db8:1:2::1")).not.toBe(countedNetwork("2001:db8:1:3::1"));
});

test("the trusted proxies of the environment are ranges and addresses, and a wrong one is named", () => {
  const read = (TERRAPIN_TRUSTED_PROXIES?: string) => readEnvironment({ TERRAPIN_TRUSTED_PROXIES });
  expect(read().trustedProxies).toEqual([]);
  expect(read("10.0.0.0/8, ::1").trustedProxies).toEqual(["10.0.0.0/8", "::1"]);
  expect(() => read("10.0.0.0/8,everybody")).toThrow(/everybody/);
});
