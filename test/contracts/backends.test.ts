import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { vendors } from "@/server/backends/vendors";
import { contractOf } from "./contract-of";
import { backendSuite } from "./suites/backend";
import { capabilitySuite } from "./suites/capabilities";
import { faultSuite } from "./suites/faults";
import { closeAll, type World } from "./world";

/** Every vendor of the list, against every server it has, in every capability it states. */
for (const vendor of vendors) {
  const { worlds, ownTests } = await contractOf(vendor);
  const started = new Map<string, World>();
  const of = (name: string): World => {
    const world = started.get(name);
    if (!world) throw new Error(`${name} was not started`);
    return world;
  };

  describe(vendor.name, () => {
    beforeAll(async () => {
      for (const { name, start } of worlds) started.set(name, await start());
    }, 600_000);
    afterAll(async () => {
      for (const world of started.values()) await world.stop();
    });
    afterEach(() => {
      closeAll();
      for (const world of started.values()) expect(world.violations()).toEqual([]);
    });

    for (const { name, isReal } of worlds) {
      describe(name, () => {
        backendSuite(vendor, () => of(name));
        if (!isReal) faultSuite(vendor, () => of(name));
        for (const capability of vendor.capabilities) capabilitySuite(capability, () => of(name));
      });
    }
    if (ownTests) describe("of its own", () => ownTests({ of }));
  });
}
