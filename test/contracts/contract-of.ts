import type { Vendor } from "@/server/backends/vendor";
import type { Contract } from "./world";

/** What a vendor is tested against. @throws Error where its file is missing */
export async function contractOf({ id }: Pick<Vendor, "id">): Promise<Contract> {
  const { contract }: { contract: Contract } = await import(`./vendors/${id}.ts`);
  return contract;
}
