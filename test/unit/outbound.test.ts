import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isLocalUrl, isMetadataHost, kindOf, outboundOf } from "@/server/outbound/judge";
import { openRange } from "@/server/outbound/schema";
import { neverAllowed } from "@/server/outbound/special-addresses";

const shared = outboundOf({ local: false, ranges: [], exact: false });

/** The same IPv4 address in every form in which IPv6 carries one. */
function carried(v4: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split(".").map(Number);
  const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  return [
    `::ffff:${v4}`,
    `::ffff:${hex}`,
    `64:ff9b::${hex}`,
    `::ffff:0:${hex}`,
    `2002:${hex}::1`,
    `::${hex}`,
  ];
}

describe("addresses that are never open", () => {
  test.each([
    "169.254.169.254",
    "169.254.170.2",
    "169.254.0.23",
    "fe80::1",
    "fe80::a9fe:a9fe%eth0",
    "[fe80::1]",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
    "fd00:c1::a9fe:a9fe",
    "fd00:42::42",
    "fd00:a9fe:a9fe::1",
    "fd00:100::100:200",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "2001:0:a9fe:a9fe::1",
    "64:ff9b:1::a9fe:a9fe",
  ])("%s", (address) => {
    const everything = outboundOf({ local: true, ranges: ["0.0.0.0/0", "::/0"], exact: true });
    expect(kindOf(address)).toBe("never");
    expect(everything.allows(address)).toBe(false);
  });

  test.each(["169.254.169.254", "100.100.100.200", "168.63.129.16"])("%s inside IPv6", (v4) => {
    expect(carried(v4).map(kindOf)).toEqual(carried(v4).map(() => "never"));
  });

  test.each(["metadata.google.internal", "METADATA.google.internal.", "metadata", "instance-data"])(
    "the name %s",
    (host) => expect(isMetadataHost(host)).toBe(true),
  );

  test("each names its source", () => {
    for (const { source } of neverAllowed) expect(new URL(source).protocol).toBe("https:");
  });
});

describe("private addresses", () => {
  const some = ["127.0.0.1", "10.1.2.3", "172.16.5.4", "192.168.0.9", "100.64.0.1", "::1", "fd12:3456::5"];

  test.each(some)(
    "%s is open while only this machine reaches Terrapin, and closed from then on",
    (address) => {
      expect(kindOf(address)).toBe("private");
      expect(outboundOf({ local: true, ranges: [], exact: false }).allows(address)).toBe(true);
      expect(shared.allows(address)).toBe(false);
    },
  );

  test("an IPv4 address that IPv6 carries is what it is by itself", () => {
    const byte = fc.nat(255);
    fc.assert(
      fc.property(byte, byte, byte, byte, (...bytes) => {
        const v4 = bytes.join(".");
        // ::a.b.c.d of 0.0.0.0/8 are :: and ::1, which are addresses of their own.
        const forms = bytes[0] === 0 ? carried(v4).slice(0, -1) : carried(v4);
        return forms.every((form) => kindOf(form) === kindOf(v4));
      }),
    );
  });

  test("a range opens what is in it, in each form, and nothing beside it", () => {
    const opened = outboundOf({ local: false, ranges: ["10.20.0.0/16", "fd12:3456::/32"], exact: false });
    for (const form of ["10.20.0.1", ...carried("10.20.0.1"), "fd12:3456::1"])
      expect(opened.allows(form), form).toBe(true);
    for (const form of ["10.21.0.1", ...carried("10.21.0.1"), "fd12:3457::1", "127.0.0.1"])
      expect(opened.allows(form), form).toBe(false);
  });

  test("what is written is a range or an address", () => {
    const reads = (range: string) => openRange.safeParse({ range }).success;
    for (const good of ["10.0.0.0/8", " 10.1.2.3 ", "fd12::/32", "::1"]) expect(reads(good), good).toBe(true);
    for (const bad of ["10.0.0.0/33", "10.0.0", "mlflow.internal", "fd12::/129", ""])
      expect(reads(bad), bad).toBe(false);
  });
});

test.each(["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "172.32.0.1", "100.128.0.1"])(
  "the public address %s is always open",
  (address) => expect(shared.allows(address)).toBe(true),
);

test("which installations only their own machine reaches", () => {
  for (const url of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])
    expect(isLocalUrl(url), url).toBe(true);
  for (const url of ["https://terrapin.example.com", "http://10.0.0.4:3000", "http://localhost.example.com"])
    expect(isLocalUrl(url), url).toBe(false);
});
